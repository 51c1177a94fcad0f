// Which parts of an answer an edit changed, and which problems may be mended by it.

/** The parts of an answer that an edit changed. */
export function changedKeys(before: object | undefined, after: object): Set<string> {
  const old = new Map(Object.entries(before ?? {}));
  return new Set(
    Object.entries(after).flatMap(([key, value]) =>
      JSON.stringify(old.get(key)) === JSON.stringify(value) ? [] : [key],
    ),
  );
}

/** Problems that follow from another part than the one they stand at. */
const FOLLOWS: Record<string, string[]> = {
  flows: ['authorization_code', 'client_credentials', 'jwt_bearer'],
  run_as: ['client_credentials'],
  run_as_confirmation: ['run_as', 'client_credentials'],
  speaks_for_confirmation: ['speaks_for'],
  existing: ['who', 'permission_set'],
  objects: ['who', 'permission_set'],
  api_name: ['label'],
};

/** Whether what was wrong with a field may be mended now: the next judgement says. */
export function outdated(field: string, changed: Set<string>): boolean {
  const [part = field] = field.split('.');
  return changed.has(part) || (FOLLOWS[part] ?? []).some((other) => changed.has(other));
}
