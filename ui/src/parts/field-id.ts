// The id of a field's control, from its name in the answer, so that a problem can lead to it.
export function fieldId(field: string): string {
  return `field-${field.replace(/[^A-Za-z0-9]+/g, '-')}`;
}
