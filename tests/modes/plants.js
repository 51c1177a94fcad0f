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
  lost: () => [planted('p', 'gone', 'font-size: clamp(0px, 100vw - 400px, 14px)')],
  covered: () => [planted('button', 'below', ''), planted('div', '', 'position: fixed; inset: 0')],
  foreign: () => [planted('p', 'From nowhere', '')],
  moves: () => [planted('p', 'still', 'transition: color 1s')],
  vanishes: () => [planted('p', 'pale', 'forced-color-adjust: none; color: Canvas')],
  'color-contrast': () => [planted('p', 'pale', 'opacity: 0.3')],
};

/** Puts a fault of this kind at the beginning of the page. */
const plant = (kind) => document.querySelector('main').prepend(...plants[kind]());
