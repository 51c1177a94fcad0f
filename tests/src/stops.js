// Where the keys may stop: all that can be pressed or typed into, and what scrolls by keys; of a dialog, if one is open.
const STOP = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';

const stops = () => {
  const room = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document;
  return [...room.querySelectorAll(STOP)].filter((one) => !one.disabled && one.checkVisibility({ visibilityProperty: true }));
};
