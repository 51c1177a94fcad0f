// The ring around each control of the page, as the real engine draws it. The body of a function, after ring.js and
// stops.js: it is given what takes the answer, a list of lines, each one finding.
const [done] = arguments;
const frame = () => new Promise(requestAnimationFrame);

async function rings() {
  const found = [];
  for (const control of stops()) {
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
