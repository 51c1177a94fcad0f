// Words for everything that reaches the page as data. Fixed texts are used as `m.key()`; texts whose key is put
// together while running (problems, lines, checks, scopes) are looked up here, and nowhere else.
import type { FieldProblem, Line, Problem, Step } from '../host/types';
// Without the compiled choice between languages: with one language it would be a third of the page’s script.
import { m } from './compiled/page.js';

export { m };

type Params = { [name in string]?: string };
type Message = (params: Params) => string;
const messages = m as unknown as Record<string, Message | undefined>;

/** A value that nobody gave shows as its own placeholder: wrong, but seen at once. */
function complete(params: Params): Params {
  return new Proxy(params, { get: (given, name: string) => given[name] ?? `{${name}}` });
}

export function has(id: string): boolean {
  return Object.hasOwn(messages, id);
}

/** The text of a key with its values; a key without words shows as itself. */
export function text(id: string, params: Params = {}): string {
  return (has(id) && messages[id]?.(complete(params))) || id;
}

/** Scopes arrive as they are requested; people read their names. */
function scopeNames(requests: string): string {
  return requests
    .split(/[\s,]+/)
    .filter((request) => request !== '')
    .map((request) => text(`scope_${request}_title`))
    .join('; ');
}

export function line(given: Line): string {
  const params: Params = { ...given.params };
  if (given.id === 'plan_scopes') params.scopes = scopeNames(params.scopes ?? '');
  return text(given.id, params);
}

export interface ProblemWords {
  title: string;
  what: string;
  why: string;
  next: string;
}

/** A reason may arrive as the key of words of its own, such as `callback_reason_spaces`. */
function readable(params: Params): Params {
  const reason = params.reason ?? '';
  return has(reason) ? { ...params, reason: text(reason, params) } : params;
}

export function problem({ code, params }: Problem): ProblemWords {
  const field = params.field ?? '';
  const given = readable(has(`field_${field}`) ? { ...params, field: text(`field_${field}`) } : params);
  const part = (name: string) => text(`problem_${code}_${name}`, given);
  return { title: part('title'), what: part('what'), why: part('why'), next: part('next') };
}

/** The words at a field and in the summary above: the field is named as its label names it. */
export function fieldProblem({ field, problem: { code, params } }: FieldProblem): string {
  const name = field.split('.')[0] ?? field;
  const label = has(`field_${name}`) ? text(`field_${name}`) : name;
  return text(`problem_${code}_title`, { ...readable(params), field: label });
}

export function stepName(step: Step): string {
  return text(`step_${step}`);
}
