// The most milliseconds of script for one press in a field: from the event until the page is written, or in a frame after
// it. The body of a function: it is given the field, whether letters are typed or arrows pressed, how often all of it is
// done, and what takes the answer: the costliest press by the median of its times, and the most that any took.
const [name, kind, times, done] = arguments;
const field = document.querySelector(`[data-test="${name}"]`);

// Svelte writes to the page in microtasks; what comes after them is drawing, which is not script.
const settled = async () => {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

// A long list is drawn over several frames: what is done in each of them is script too.
window.orgkeyFrame ??= window.requestAnimationFrame.bind(window);
window.orgkeyCancel ??= window.cancelAnimationFrame.bind(window);
const frame = window.orgkeyFrame;
const waiting = new Set();
let longest = 0;
window.requestAnimationFrame = (work) => {
  const id = frame(async (now) => {
    const began = performance.now();
    work(now);
    await settled();
    longest = Math.max(longest, performance.now() - began);
    waiting.delete(id);
  });
  waiting.add(id);
  return id;
};
window.cancelAnimationFrame = (id) => {
  waiting.delete(id);
  window.orgkeyCancel(id);
};

const press = async (act) => {
  const began = performance.now();
  act();
  await settled();
  longest = performance.now() - began;
  do await new Promise(frame);
  while (waiting.size > 0);
  return longest;
};

const words = ['h', 'ha', 'har', 'harb', 'harbou', 'harbour 4', 'harbour 49', 'harbour 499', 'harbour', '', '9', ''];
const write = (word) => () => {
  field.value = word;
  field.dispatchEvent(new InputEvent('input', { bubbles: true }));
};
const step = () => field.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown', bubbles: true }));
const presses = kind === 'letters' ? words.map(write) : Array(30).fill(step);
const median = (all) => all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)];
(async () => {
  const took = presses.map(() => []);
  for (let time = 0; time < times; time++) {
    for (const [place, act] of presses.entries()) took[place].push(await press(act));
  }
  done({ usual: Math.max(...took.map(median)), most: Math.max(...took.flat()) });
})();
