// What a screen must be for everyone, as the real engine draws it. The body of a function: it is given the only rules
// of axe-core to run (null for all) and what takes the answer, a list of lines, each one finding.
const [only, done] = arguments;

/** The page without what ticks: two looks at the same picture give the same. */
const drawn = () => document.body.innerHTML.replace(/\d+/g, '0');

/** Everything that can be pressed or typed into. */
const controls = () =>
  [...document.querySelectorAll('a[href], button, input, select, textarea, summary')].filter(
    (control) => !control.disabled && control.checkVisibility({ visibilityProperty: true }),
  );

/** The words of a sentence around a link give way to nothing: such a link is as high as its line. */
const inSentence = (control) => control.matches('p a');

/** Where a press reaches a control: also on the words of its label. */
function target(control) {
  const boxes = [control, ...(control.labels ?? [])].map((one) => one.getBoundingClientRect());
  return {
    width: Math.max(...boxes.map(({ width }) => width)),
    height: Math.max(...boxes.map(({ height }) => height)),
  };
}

function small() {
  return controls().flatMap((control) => {
    const { width, height } = target(control);
    if (inSentence(control) || (width >= 24 && height >= 24)) return [];
    return [`target: ${control.outerHTML.slice(0, 200)}: ${width} × ${height} px, must be 24 × 24`];
  });
}

async function look(tries) {
  const before = drawn();
  const { violations } = await axe.run(document, { resultTypes: ['violations'], ...(only && { runOnly: only }) });
  const findings = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${help}\n    ${failureSummary}`),
  );
  // What was found on a page that has moved on meanwhile may be half of one and half of the other.
  if (findings.length > 0 && drawn() !== before && tries > 0) return look(tries - 1);
  return [...findings, ...small()];
}

look(5).then(done, (failed) => done([`axe: ${failed}`]));
