// What is wrong with the ring around the element that has the focus, a line each.
const RING = 2;

function ringFaults(element) {
  const hex = getComputedStyle(document.documentElement).getPropertyValue('--focus').trim();
  const [red, green, blue] = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
  const colour = `rgb(${red}, ${green}, ${blue})`;

  /** How wide the ring of an element is, and how far out it reaches; null where it wears none. */
  function ring(wearer) {
    const layers = getComputedStyle(wearer).boxShadow.split(/,(?![^(]*\))/);
    const covered = { inset: 0, outside: 0 };
    for (const layer of layers) {
      const where = layer.includes('inset') ? 'inset' : 'outside';
      const spread = Number.parseFloat(layer.match(/-?[\d.]+px/g)?.[3] ?? '0');
      if (layer.includes(colour)) return { width: spread - covered[where], out: where === 'inset' ? 0 : spread };
      covered[where] = Math.max(covered[where], spread);
    }
    return null;
  }

  const wearer = [element, ...(element.labels ?? []), element.parentElement, element.closest('.choice')].find((one) => one && ring(one));
  if (!wearer) return ['no focus ring'];
  const { width, out } = ring(wearer);
  const wrong = width >= RING ? [] : [`a ring of ${width} px`];

  const box = wearer.getBoundingClientRect();
  /** What lies above the middle of each side must be the element itself. */
  const inside = 3;
  const points = {
    top: [box.left + box.width / 2, box.top + inside],
    bottom: [box.left + box.width / 2, box.bottom - inside],
    left: [box.left + inside, box.top + box.height / 2],
    right: [box.right - inside, box.top + box.height / 2],
  };
  for (const [side, [x, y]] of Object.entries(points)) {
    const above = document.elementFromPoint(x, y);
    if (!above || !(wearer.contains(above) || above.contains(wearer))) {
      wrong.push(`${side} side hidden${above ? ` below ${above.outerHTML.slice(0, 80)}` : ''}`);
    }
  }
  /** Nothing may cut the ring off. */
  for (let around = wearer.parentElement; around; around = around.parentElement) {
    const style = getComputedStyle(around);
    if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
    const room = around.getBoundingClientRect();
    const cut = [
      box.left - out < room.left - 0.5 && 'left',
      box.right + out > room.right + 0.5 && 'right',
      box.top - out < room.top - 0.5 && 'top',
      box.bottom + out > room.bottom + 0.5 && 'bottom',
    ].filter(Boolean);
    if (cut.length > 0) wrong.push(`ring cut off (${cut.join(', ')}) by ${around.outerHTML.slice(0, 80)}`);
  }
  return wrong;
}
