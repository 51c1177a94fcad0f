// Words of a run whose key is put together from data.
import type { Flow, Line, Part, PartState, ProofId } from '../../host/types';
import { has, line, text } from '../../words/words';

export function partName(part: Part): string {
  return text(`part_${part}`);
}

export function partStateName(state: PartState): string {
  return text(`part_state_${state}`);
}

export function flowName(flow: Flow): string {
  return text(`flow_${flow}_title`);
}

export function proofName(id: ProofId): string {
  return text(`proof_${id}_title`);
}

/** What the org answered to a suspicion. */
export function evidence(given: Line): string {
  const what = `why_what_${given.params.what ?? ''}`;
  return line(has(what) ? { id: given.id, params: { ...given.params, what: text(what) } } : given);
}

/** A line that Rust sends about a run. Things are named by their ids; people read their names. */
export function runLine(given: Line): string {
  const params = { ...given.params };
  if (params.flow !== undefined && has(`flow_${params.flow}_title`)) params.flow = text(`flow_${params.flow}_title`);
  if (params.what !== undefined && has(`remainder_what_${params.what}`))
    params.what = text(`remainder_what_${params.what}`);
  if (params.reason && has(params.reason)) params.reason = text(params.reason);
  return line({ id: given.id, params });
}
