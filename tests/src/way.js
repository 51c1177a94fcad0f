// The way for the keys from where they go to a control. The body of a function, after stops.js: it is given the control's
// selector, and answers with what to press and how often; with null while it can't be reached. There, it names the key
// that presses the control, and sees to which control that key goes.
const [selector] = arguments;
const to = document.querySelector(selector);
if (!to || to.disabled || to.ariaBusy === 'true') return null;
const from = document.activeElement;
if (from === to) {
  window.orgkeyStruck = null;
  const struck = ({ key, target }) => {
    // What is only held comes before the key itself.
    if (['Control', 'Shift', 'Alt'].includes(key)) return;
    window.removeEventListener('keydown', struck, { capture: true });
    if (target.matches(STOP)) window.orgkeyStruck = target === to ? 'it' : target.outerHTML.slice(0, 160);
  };
  window.addEventListener('keydown', struck, { capture: true });
  return { press: to.matches('input[type="radio"], input[type="checkbox"]') ? 'space' : 'enter' };
}

/** Of radios that belong together Tab stops at the chosen one only, or at the first; arrows lead on. */
const together = (one) => [...document.querySelectorAll(`input[type="radio"][name="${one.name}"]`)].filter((other) => !other.disabled);
if (to.type === 'radio' && together(to).includes(from)) {
  const by = together(to).indexOf(to) - together(to).indexOf(from);
  return { press: by > 0 ? 'down' : 'up', times: Math.abs(by) };
}
const stop = (one) => (one.type === 'radio' ? (together(one).find((other) => other.checked) ?? together(one)[0]) : one);
const ahead = stops().filter((one) => one.tabIndex >= 0 && stop(one) === one);
if (!ahead.includes(stop(to))) return null;
const isPassed = (one) => one === from || Boolean(from.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_PRECEDING);
const passed = from === document.body ? 0 : ahead.filter(isPassed).length;
const by = ahead.indexOf(stop(to)) + 1 - passed;
if (by > 0) return { press: 'tab', times: by };
return { press: 'back', times: ahead.includes(from) ? -by : 1 - by };
