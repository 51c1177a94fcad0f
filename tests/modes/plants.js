// One fault of each kind, to be planted: whoever looks for faults must find it. Runs in the page, after faults.js.

/** Styles are set one by one: the page's content policy allows no others. */
function planted(tag, words, css) {
  const element = document.createElement(tag);
  element.textContent = words;
  element.style.cssText = css;
  element.dataset.test = 'planted';
  return element;
}

const plants = {
  cut: () => [planted('p', 'Anticonstitutionally', 'width: 40px; overflow: hidden; white-space: nowrap')],
  'cut inside': () => {
    const field = planted('input', '', 'width: 60px');
    field.placeholder = 'Anticonstitutionally';
    return [field];
  },
  'sticks out': () => [planted('p', 'Anticonstitutionally', 'width: 40px; white-space: nowrap')],
  sideways: () => {
    const box = planted('div', '', 'width: 200px; overflow: auto');
    box.append(planted('p', 'wide', 'width: 400px'));
    return [box];
  },
  overlap: () => [planted('p', 'above', ''), planted('p', 'below', 'margin-block-start: -21px')],
  'out of the window': () => [planted('p', 'gone', 'position: fixed; inset-inline-start: -20px; inset-block-start: 0')],
  covered: () => [planted('button', 'below', ''), planted('div', '', 'position: fixed; inset: 0')],
  foreign: () => [planted('p', 'From nowhere', '')],
  moves: () => [planted('p', 'still', 'transition: color 1s')],
  vanishes: () => [planted('p', 'pale', 'forced-color-adjust: none; color: Canvas')],
  'color-contrast': () => [planted('p', 'pale', 'opacity: 0.3')],
};

/** What is found of a planted fault, which is gone afterwards. */
async function unearthed(kind, mode) {
  const elements = plants[kind]();
  document.querySelector('main').prepend(...elements);
  const found = await faults(mode);
  for (const element of elements) element.remove();
  return found.filter((line) => line.startsWith(kind) && line.includes('planted'));
}
