// A script's conversation with its test: a line of JSON each way.
import { createInterface } from 'node:readline';

const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();

/** The next thing that the test says. */
export async function hear() {
  const { value, done } = await lines.next();
  if (done) throw new Error('The test says nothing more');
  return JSON.parse(value);
}

/** Says something to the test. */
export function tell(value) {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}

/** What a call is refused with: the public properties of the error. */
export async function refusal(call) {
  try {
    return { accepted: await call() };
  } catch (error) {
    return { name: error.name, message: error.message, ...error };
  }
}
