// The ring around each control of the page, as the real engine draws it. The body of a function, after ring.js: it is given
// what takes the answer, a list of lines, each one finding.
const [done] = arguments;
const frame = () => new Promise(requestAnimationFrame);

/** What lies behind an open dialog is out of reach. */
const root = () => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

async function rings() {
  const controls = [...root().querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex="0"]')].filter(
    (control) => !control.disabled && control.checkVisibility({ visibilityProperty: true }),
  );
  const found = [];
  for (const control of controls) {
    control.focus();
    // The engine scrolls to a text field only when it draws.
    if (control.matches('input, select, textarea')) {
      await frame();
      await frame();
    }
    const wrong = document.activeElement === control ? ringFaults(control) : ['it does not take the focus'];
    found.push(...wrong.map((one) => `ring: ${control.outerHTML.slice(0, 160)}: ${one}`));
  }
  return found;
}

rings().then(done, (failed) => done([`ring: ${failed}`]));
