import type { Code, Part, Problem } from '../../../host/types';
import { m, text } from '../../../words/words';

// Problems that Orgkey has no reading for: Salesforce's own words lead there, and stand open.
const UNKNOWN: Code[] = ['salesforce_refused', 'unreadable', 'unexpected'];

export function isUnknown(problem: Problem): boolean {
  return UNKNOWN.includes(problem.code);
}

/** The heading of a stopped run: what there is now, or that nobody knows yet why it stopped. */
export function stoppedTitle(problem: Problem, appExists: boolean | null, at: Part | undefined): string {
  if (isUnknown(problem))
    return problem.salesforce ? m.run_stopped_title_unknown() : m.run_stopped_title_unknown_here();
  if (appExists === null) return m.run_stopped_title_unsure();
  if (!appExists) return m.run_stopped_title_nothing();
  return text(`run_stopped_title_${at ?? 'sent'}`);
}
