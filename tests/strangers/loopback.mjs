// Loaded into each client before its own code: refuses a connection that leaves this computer, and writes it down.
import { appendFileSync } from 'node:fs';
import net from 'node:net';

const here = new Set([undefined, '', 'localhost', '127.0.0.1', '::1', '[::1]']);
const connect = net.Socket.prototype.connect;

net.Socket.prototype.connect = function (...given) {
  // Node's own modules hand over one list, prepared already; everybody else hands over options, a port or a path.
  const [first, second] = Array.isArray(given[0]) ? given[0] : given;
  const named = typeof first === 'object' ? first.host : typeof second === 'string' ? second : undefined;
  if (here.has(named)) return connect.apply(this, given);
  appendFileSync(process.env.STRANGERS_OUTSIDE, `${named}\n`);
  process.nextTick(() => this.destroy(new Error(`${named} is not on this computer`)));
  return this;
};
