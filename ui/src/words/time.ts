// Times and counts as people read them, in the system's locale.
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });

/** The time of day; with the date when it was not today. */
export function when(at: string, now = new Date()): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return '';
  return date.toDateString() === now.toDateString() ? clock.format(date) : day.format(date);
}

/** Seconds as minutes and seconds, such as 4:32. */
export function minutesAndSeconds(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** Whole seconds from now until then, never below zero. */
export function secondsUntil(at: string, now = Date.now()): number {
  const left = (new Date(at).getTime() - now) / 1000;
  return Number.isFinite(left) ? Math.max(0, Math.ceil(left)) : 0;
}

const whole = new Intl.NumberFormat();

/** Large numbers among the values of a sentence, grouped as people read them. */
export function counted(params: { [name in string]?: string }): { [name in string]?: string } {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      name,
      value && /^\d{4,}$/.test(value) ? whole.format(Number(value)) : value,
    ]),
  );
}

const date = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'long', year: 'numeric' });

/** A day, such as 23 November 2027. */
export function dayOf(at: string): string {
  const then = new Date(at);
  return Number.isNaN(then.getTime()) ? '' : date.format(then);
}

const DAY = 24 * 60 * 60 * 1000;

/** Whole days from now until then; below zero when it is over. */
export function daysUntil(at: string, now = Date.now()): number {
  return Math.floor((new Date(at).getTime() - now) / DAY);
}

/** The moment so many days before another. */
export function daysBefore(at: string, days: number): string {
  return new Date(new Date(at).getTime() - days * DAY).toISOString();
}
