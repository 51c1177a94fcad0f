// Looks for what is wrong with the page as it is drawn now. Each finding is a line: kind, element, text.

const SLACK = 1.5;
const fault = (kind, element, words) => `${kind} · ${name(element)} · ${words.slice(0, 80)}`;

/** Code, logs and what is quoted may be wider than the page, in a box of their own. */
const WIDE = 'pre, .codeblock, .log, textarea';

function sideways() {
  const { scrollWidth, clientWidth } = document.documentElement;
  const page =
    scrollWidth > clientWidth ? [fault('sideways', document.body, `${scrollWidth} in ${clientWidth} px`)] : [];
  const inner = [...root().querySelectorAll('*')].filter(
    (one) => one.scrollWidth > one.clientWidth + 1 && scrolls(style(one).overflowX) && !one.matches(WIDE) && shown(one),
  );
  return [...page, ...inner.map((one) => fault('sideways', one, `${one.scrollWidth} in ${one.clientWidth} px`))];
}

/** Whether one of the places reaches out of a box: of one that scrolls, at the side to which it doesn't. */
function outside(places, box) {
  const edge = box.getBoundingClientRect();
  const { overflowX, overflowY, direction } = style(box);
  if (scrolls(overflowX) || scrolls(overflowY)) {
    const before = direction === 'rtl' ? ({ right }) => right - edge.right : ({ left }) => edge.left - left;
    return places.some((place) => before(place) > SLACK);
  }
  return places.some(
    ({ left, right, top, bottom }) =>
      left < edge.left - SLACK || right > edge.right + SLACK || top < edge.top - SLACK || bottom > edge.bottom + SLACK,
  );
}

/** A text must be within each box around it, or is cut, or sticks out. */
function placed(text) {
  const { element, words } = text;
  const letters = ink(text);
  for (const box of boxes(element)) {
    const { overflowX, overflowY, textOverflow } = style(box);
    if (box.closest(WIDE)) return [];
    const out = outside(letters, box);
    const shortened = textOverflow === 'ellipsis' && box.scrollWidth > box.clientWidth;
    if ((out && overflowX !== 'visible') || shortened) return box.closest('[title]') ? [] : [fault('cut', box, words)];
    if (out) return [fault('sticks out', box, words)];
    if (scrolls(overflowX) || scrolls(overflowY)) return [];
  }
  return beyond(letters) ? [fault('out of the window', element, words)] : [];
}

const beyond = (places) => places.some(({ left, right }) => left < -SLACK || right > innerWidth + SLACK);

/** A control may reach into the room around its box, but must be seen whole. */
function whole(control) {
  const place = [control.getBoundingClientRect()];
  if (heardOnly(control)) return [];
  for (const box of boxes(control.parentElement)) {
    const { overflowX, overflowY } = style(box);
    if (overflowX !== 'visible' && outside(place, box)) return [fault('cut', control, control.textContent.trim())];
    if (scrolls(overflowX) || scrolls(overflowY)) return [];
  }
  return beyond(place) ? [fault('out of the window', control, control.textContent.trim())] : [];
}

/** What a control shows of itself is cut without a trace: a select's choice, the hint in an empty field. */
function inside() {
  const pen = document.createElement('canvas').getContext('2d');
  return [...root().querySelectorAll('select, input')].filter(shown).flatMap((control) => {
    const hint = control.value === '' ? (control.placeholder ?? '') : '';
    const words = control.localName === 'select' ? (control.selectedOptions[0]?.text ?? '') : hint;
    const { font, letterSpacing, paddingInlineStart, paddingInlineEnd } = style(control);
    pen.font = font;
    pen.letterSpacing = letterSpacing;
    const room = control.clientWidth - Number.parseFloat(paddingInlineStart) - Number.parseFloat(paddingInlineEnd);
    return pen.measureText(words).width > room + SLACK ? [fault('cut inside', control, words)] : [];
  });
}

function overlapping(seen) {
  const letters = seen.flatMap((text) => visible(text).map((box) => ({ ...box, ...text, pane: pane(text.element) })));
  const found = new Map();
  for (const [index, one] of letters.entries()) {
    for (const other of letters.slice(index + 1)) {
      if (one.pane !== other.pane || one.element === other.element) continue;
      const width = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const height = Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top);
      if (width > 2 && height > 2)
        found.set(other.node, fault('overlap', other.element, `${one.words} / ${other.words}`));
    }
  }
  return [...found.values()];
}

/** What was seen first, in the window as it opens. */
let first;

/** Nothing of that, letters or control, may be out of sight in another mode, unless it has left the page: an answer came, say. */
function lost(drawn) {
  first ??= drawn;
  const seen = new Set(drawn.map(({ node }) => node));
  return first
    .filter(({ node }) => node.isConnected && !node.disabled && !seen.has(node))
    .map(({ element, words }) => fault('lost', element, words));
}

/** Whoever comes by keyboard sees what has the focus: nothing that stays in place lies on it. */
function covered() {
  const before = document.activeElement;
  const found = controls().flatMap((control) => {
    control.focus();
    if (document.activeElement !== control) return [];
    const own = [control, ...(control.labels ?? [])];
    const { left, right, top, bottom } = control.getBoundingClientRect();
    const across = (left + right) / 2;
    const reached = [(top + bottom) / 2, top + 3, bottom - 3].some((down) => {
      const hit = document.elementFromPoint(across, down);
      return hit && own.some((one) => one.contains(hit) || hit.contains(one));
    });
    return reached ? [] : [fault('covered', control, control.textContent.trim() || control.ariaLabel || '')];
  });
  before?.focus();
  return found;
}

/** Names of people and orgs, addresses, codes, and what Salesforce says are the same in every language. */
const SAME = '[translate="no"], code, .code, .is-code, .codeblock, pre, kbd';
/** A moment, as the system writes it. */
const TIME = /\d{2}\s[AP]M/g;
const NAMED = ['aria-label', 'aria-description', 'aria-valuetext', 'title', 'placeholder', 'alt', 'label'];

const isForeign = (words) => /\p{L}{2}/u.test(words.replace(TIME, ''));

/** Words beside the brackets of the catalogue. Nesting is followed through a block: a message may be drawn in parts. */
function foreign(seen) {
  let block = null;
  let depth = 0;
  const found = seen.flatMap(({ element, words }) => {
    const own = boxes(element).next().value;
    if (own !== block) depth = 0;
    block = own;
    let outside = '';
    for (const character of words) {
      if (character === '⟦') depth += 1;
      if (depth <= 0) outside += character;
      if (character === '⟧') depth -= 1;
    }
    return isForeign(outside) && !element.closest(SAME) ? [fault('foreign', element, outside)] : [];
  });
  return [...found, ...unseen()];
}

/** What stands beside the brackets; one message may stand in another. */
function withoutBrackets(words) {
  const less = words.replace(/⟦[^⟦⟧]*⟧/g, '');
  return less === words ? words : withoutBrackets(less);
}

/** The same of words that are no text of the page: names, what can be chosen, the window's title. */
function unseen() {
  const named = [...root().querySelectorAll('*')].flatMap((element) =>
    NAMED.map((attribute) => ({ element, words: element.getAttribute(attribute) ?? '' })),
  );
  const offered = [...root().querySelectorAll('option')].map((element) => ({ element, words: element.text }));
  return [...named, ...offered, { element: document.body, words: document.title }]
    .filter(({ element, words }) => isForeign(withoutBrackets(words)) && !element.closest(SAME))
    .map(({ element, words }) => fault('foreign', element, words));
}

function moving() {
  const lasts = (times) => times.split(',').some((time) => Number.parseFloat(time) > 0);
  return [...root().querySelectorAll('*')].flatMap((element) =>
    [undefined, '::before', '::after'].flatMap((part) => {
      const { animationName, animationDuration, transitionDuration, scrollBehavior } = style(element, part);
      const moves = (animationName !== 'none' && lasts(animationDuration)) || lasts(transitionDuration);
      return moves || scrollBehavior === 'smooth' ? [fault('moves', element, part ?? '')] : [];
    }),
  );
}

/** What the system paints: the colour of a surface is that of the first box behind that has one. */
function surface(element) {
  for (let one = element; one; one = one.parentElement) {
    const { backgroundColor } = style(one);
    if (!/, 0\)|transparent/.test(backgroundColor)) return backgroundColor;
  }
  return style(document.documentElement).getPropertyValue('background-color');
}

function contrast(one, other) {
  const [light, dark] = [one, other]
    .map((colour) => {
      const [red, green, blue] = colour.match(/[\d.]+/g).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    })
    .sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** With the system's colours: letters, marks, the edges of controls and the focus are still there. */
function vanished(seen) {
  const letters = seen.flatMap(({ element, words }) =>
    contrast(style(element).color, surface(element)) < 4.5 ? [fault('vanishes', element, words)] : [],
  );
  const marks = [...root().querySelectorAll('svg.icon')].flatMap((icon) =>
    shown(icon) && contrast(style(icon).stroke, surface(icon)) < 3 ? [fault('vanishes', icon, 'mark')] : [],
  );
  const before = document.activeElement;
  const edges = controls().flatMap((control) => {
    const { borderTopStyle, borderTopWidth, borderTopColor, backgroundColor } = style(control);
    const edged = borderTopStyle !== 'none' && Number.parseFloat(borderTopWidth) > 0;
    const filled = contrast(backgroundColor, surface(control.parentElement)) >= 3;
    const bare = edged && !filled && contrast(borderTopColor, surface(control.parentElement)) < 3;
    control.focus();
    const ring = [control, ...(control.labels ?? []), control.parentElement].some((one) => {
      const { outlineStyle, outlineWidth, outlineColor } = style(one);
      const drawn = outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 1 && !/, 0\)/.test(outlineColor);
      return drawn && contrast(outlineColor, surface(one.parentElement)) >= 3;
    });
    return [
      ...(bare ? [fault('vanishes', control, 'edge')] : []),
      ...(ring || document.activeElement !== control ? [] : [fault('vanishes', control, 'focus')]),
    ];
  });
  before?.focus();
  return [...letters, ...marks, ...edges];
}

/** axe-core's, all of them without a list. */
async function rules(only) {
  if (only?.length === 0) return [];
  const { violations } = await axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id} · ${html.slice(0, 160)}`));
}

/** Puts the page into a mode, as far as it can be done from within. */
async function arrange({ width, theme, direction, spacing, forced, still }) {
  if (forced && !matchMedia('(forced-colors: active)').matches) throw new Error('the colours are not forced');
  if (still && !matchMedia('(prefers-reduced-motion: reduce)').matches) throw new Error('stillness is not asked for');
  document.documentElement.dataset.theme = theme;
  document.documentElement.dir = direction;
  const sheet = new CSSStyleSheet();
  if (spacing) {
    sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
      p { margin-block-end: 2em !important }`);
  }
  document.adoptedStyleSheets = [sheet];
  do await new Promise(requestAnimationFrame);
  while (innerWidth !== width);
  // What comes and goes is judged where it ends.
  for (const movement of document.getAnimations()) {
    if (movement.effect.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) movement.finish();
  }
}

/** Everything that is wrong with the page in this mode. */
async function faults(mode) {
  await arrange(mode);
  const seen = texts();
  const drawn = seen.filter((text) => !heardOnly(text.element) && ink(text).length > 0);
  return [
    ...sideways(),
    ...drawn.flatMap(placed),
    ...controls().flatMap(whole),
    ...inside(),
    ...overlapping(drawn),
    ...lost([...drawn, ...controls().map((element) => ({ node: element, element, words: 'control' }))]),
    ...covered(),
    ...(mode.pseudo ? foreign(seen) : []),
    ...(mode.still ? moving() : []),
    ...(mode.forced ? vanished(drawn) : []),
    ...(await rules(mode.rules)),
  ];
}
