// What a screen must be for everyone, as the real engine draws it. The body of a function: it is given the only rules
// of axe-core to run (null for all) and what takes the answer, a list of lines, each one finding.
const [only, done] = arguments;

/** The page without what ticks: two looks at the same picture give the same. */
const drawn = () => document.body.innerHTML.replace(/\d+/g, '0');

/** Everything that can be pressed or typed into. */
const controls = () =>
  [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [role="option"]')].filter(
    (control) => !control.disabled && control.checkVisibility({ visibilityProperty: true }),
  );

/** The words of a sentence around a link give way to nothing: such a link is as high as its line. */
const inSentence = (control) => control.matches('p a');

/** Where a press reaches a control: in its own box or in that of a label, one of which has to be large enough. */
const targets = (control) => [control, ...(control.labels ?? [])].map((one) => one.getBoundingClientRect());

const large = ({ width, height }) => width >= 24 && height >= 24;

function small() {
  return controls().flatMap((control) => {
    const boxes = targets(control);
    if (inSentence(control) || boxes.some(large)) return [];
    const sizes = boxes.map(({ width, height }) => `${width} × ${height}`).join(', ');
    return [`target: ${control.outerHTML.slice(0, 200)}: ${sizes} px, must be 24 × 24`];
  });
}

/** What lies at an edge of its box in front or behind, and arrows instead of letters, leave axe-core undecided by itself. */
const checks = { 'color-contrast': { options: { ignorePseudo: true, ignoreUnicode: false } } };

/** Why it may be undecided, and where: stripes, whose colours are all measured (ui/tests/contrast.test.ts), the dial of a
    wait, which lies around its digits, and whatever is scrolled half out of sight. */
const KNOWN = {
  bgGradient: '.orgbar, .orgbar *, .badge-practice, .tile-practice',
  bgOverlap: '.face *',
  elmPartiallyObscured: '*',
};
/** It gives up its look at colours where a row lies far outside of a list that scrolls: such rows are seen in other scenes. */
const GIVEN_UP = 'Element midpoint exceeds the grid bounds';
const isKnown = ({ any, none, target }) =>
  any.some(({ data }) => document.querySelector(target)?.matches(KNOWN[data?.messageKey] ?? ':not(*)')) ||
  none.some(({ data }) => data?.message?.startsWith(GIVEN_UP));

async function look(tries) {
  const before = drawn();
  const { violations, incomplete } = await axe.run(document, {
    resultTypes: ['violations', 'incomplete'],
    checks,
    ...(only && { runOnly: only }),
  });
  const undecided = incomplete.map((rule) => ({ ...rule, nodes: rule.nodes.filter((node) => !isKnown(node)) }));
  const findings = [...violations, ...undecided].flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${help}\n    ${failureSummary}`),
  );
  // What was found on a page that has moved on meanwhile may be half of one and half of the other.
  if (findings.length > 0 && drawn() !== before && tries > 0) return look(tries - 1);
  return [...findings, ...small()];
}

look(5).then(done, (failed) => done([`axe: ${failed}`]));
