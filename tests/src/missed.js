// Every stop that never had the focus, by its name. The body of a function, after stops.js and what focus.js has noted. Of
// radios that belong together Tab reaches one.
const reached = [...window.orgkeyReached];
const groups = new Set(reached.map((one) => one.type === 'radio' && one.name));
return stops()
  .filter((one) => !reached.includes(one) && !(one.type === 'radio' && groups.has(one.name)))
  .map((one) => one.dataset.test ?? one.outerHTML.slice(0, 160));
