import { m } from '../../words/words';

const time = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });

/** The time of day with seconds, for rows that follow each other closely. */
export function timeWithSeconds(at: string): string {
  return time.format(new Date(at));
}

/** How long an exchange took, in the unit that reads best. */
export function took(milliseconds: number): string {
  if (milliseconds < 1000) return m.proof_milliseconds({ milliseconds: String(Math.round(milliseconds)) });
  return m.proof_seconds({ seconds: (milliseconds / 1000).toFixed(1) });
}
