// How a person sees where the keys go. The body of a function: it is given what takes the answer, the name of the focused
// element, whether it was seen before, and what is wrong with the way it is shown; or null when nothing has the focus.
// Comes after ring.js.
const [done] = arguments;

function look() {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  window.orgkeyReached ??= new Set();
  const again = window.orgkeyReached.has(element);
  window.orgkeyReached.add(element);

  const name = element.dataset.test ?? element.outerHTML.slice(0, 160);
  // A heading or summary takes the focus to be read out, not to be pressed.
  if (element.tabIndex < 0) return { name, again, wrong: [] };
  return { name, again, wrong: ringFaults(element) };
}

// The engine scrolls to a text field only when it draws.
requestAnimationFrame(() => requestAnimationFrame(() => done(look())));
