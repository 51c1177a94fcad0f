import type { Part, PartView } from '../../host/types';

/** How many parts are behind us. What was left out by choice is behind us too. */
export function partsDone(parts: PartView[]): number {
  return parts.filter((part) => part.state === 'done' || part.state === 'skipped').length;
}

/** The part that the run is at: the first that is neither done nor left out. */
export function currentPart(parts: PartView[]): PartView | undefined {
  return parts.find((part) => part.state !== 'done' && part.state !== 'skipped');
}

/** Its place among all parts, counted from one. */
export function partNumber(parts: PartView[], part: Part): number {
  return parts.findIndex((other) => other.part === part) + 1;
}

/** How long a part took, or has taken by now; nothing before it began. */
export function partTime(part: PartView, now: number): number | undefined {
  if (part.started_at === null) return undefined;
  const end = part.ended_at === null ? now : Date.parse(part.ended_at);
  return end - Date.parse(part.started_at);
}

/** The last moment that the parts tell of. A run that was cut off has no end of its own. */
export function lastHeardOf(parts: PartView[], startedAt: string): string {
  const moments = parts.flatMap((part) => [part.started_at, part.ended_at]).filter((moment) => moment !== null);
  return moments.reduce((latest, moment) => (Date.parse(moment) > Date.parse(latest) ? moment : latest), startedAt);
}

/** The part that was done last, in the order of the run. */
export function lastDone(parts: PartView[]): PartView | undefined {
  return parts.findLast((part) => part.state === 'done');
}
