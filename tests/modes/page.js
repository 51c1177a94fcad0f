// What is on the page, as whoever looks for faults needs it. Runs in the page, before faults.js.

const style = (element, part) => getComputedStyle(element, part);
const scrolls = (overflow) => overflow === 'auto' || overflow === 'scroll';
const hides = (overflow) => overflow === 'hidden' || overflow === 'clip';

/** For a screen reader alone: one pixel, cut off. */
const heardOnly = (element) => {
  for (let one = element; one; one = one.parentElement) if (style(one).clipPath === 'inset(50%)') return true;
  return false;
};

/** What lies behind an open dialog is out of reach. */
const root = () => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

const shown = (element) =>
  element.checkVisibility({ visibilityProperty: true, opacityProperty: true }) && element.closest('[inert]') === null;

/** The texts on the page in their order, each with its element. */
function texts() {
  const walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (node.data.trim() && !element.closest('script, style, option, textarea') && shown(element)) {
      found.push({ node, element, words: node.data.trim().replace(/\s+/g, ' ') });
    }
  }
  return found;
}

/** Where a text's letters are: its boxes without the room that a font keeps above and below. */
function ink({ node, element }) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const size = Number.parseFloat(style(element).fontSize);
  return [...range.getClientRects()]
    .filter(({ width, height }) => width > 0 && height > 0)
    .map(({ left, right, top, bottom }) => {
      const room = Math.max(0, (bottom - top - size) / 2);
      return { left, right, top: top + room, bottom: bottom - room };
    });
}

/** The boxes that an element is laid out in, from the inside out: what is placed freely knows its own container only. */
function* boxes(element) {
  let one = element;
  while (one && one !== document.body) {
    const { display, position } = style(one);
    if (display !== 'inline' && display !== 'contents') yield one;
    if (position === 'fixed') return;
    one = position === 'absolute' ? one.offsetParent : one.parentElement;
  }
}

/** The part of a text's letters that is not cut off by a box around it. */
function visible(text) {
  const frames = [...boxes(text.element)].filter((box) => hides(style(box).overflowX) || hides(style(box).overflowY));
  const edges = frames.map((box) => box.getBoundingClientRect());
  return ink(text).map(({ left, right, top, bottom }) => ({
    left: Math.max(left, ...edges.map((edge) => edge.left)),
    right: Math.min(right, ...edges.map((edge) => edge.right)),
    top: Math.max(top, ...edges.map((edge) => edge.top)),
    bottom: Math.min(bottom, ...edges.map((edge) => edge.bottom)),
  }));
}

/** What scrolls or stays apart from its neighbours: only texts within the same one can lie on each other. */
function pane(element) {
  for (const box of boxes(element)) {
    const { overflowX, overflowY, position } = style(box);
    if (scrolls(overflowX) || scrolls(overflowY) || position === 'sticky' || position === 'fixed') return box;
  }
  return document.body;
}

const controls = () =>
  [...root().querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    (control) => !control.disabled && shown(control),
  );

/** An element's name for somebody who looks for it in the source. */
function name(element) {
  const { test } = element.dataset;
  const classes = [...element.classList].filter((one) => !one.startsWith('svelte-')).map((one) => `.${one}`);
  const own = `${element.localName}${classes.join('')}${test ? `[${test}]` : ''}`;
  const outer = element.parentElement?.closest('[data-test], [class]:not([class^="svelte-"])');
  if (test || !outer) return own;
  const [first] = outer.classList;
  return `${outer.dataset.test ? `[${outer.dataset.test}]` : `.${first}`} ${own}`;
}
