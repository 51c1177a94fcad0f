const MINUTE = 60_000;

/** Salesforce needs longer than this only in trouble; then the run stops by itself. */
export const LONGEST_WAIT = 30 * MINUTE;

/** How often is asked at this age of the app; the pace itself is kept in the core. */
export function pace(age: number): 'first_minute' | 'ten_minutes' | 'half_hour' {
  if (age < MINUTE) return 'first_minute';
  return age < 10 * MINUTE ? 'ten_minutes' : 'half_hour';
}

/** How far along the bar of thirty minutes, in percent. */
export function alongTheBar(age: number): number {
  return Math.min(100, Math.max(0, (age / LONGEST_WAIT) * 100));
}
