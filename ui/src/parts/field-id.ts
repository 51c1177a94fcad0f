// How a field is told: its control's id, and what the control says when something is wrong with it.
import type { FieldProblem } from '../host/types';

/** The id of a field's control, from its name in the answer, so that a problem can lead to it. */
export function fieldId(field: string): string {
  return `field-${field.replace(/[^A-Za-z0-9]+/g, '-')}`;
}

/** The attributes of a field's control, or of its group of radios. FieldNote has the words; `help` is always there. */
export function fieldAria(field: string, problems: FieldProblem[], help = '') {
  const id = fieldId(field);
  const wrong = problems.some((one) => one.field === field);
  const described = [wrong ? `${id}-problem` : '', help].filter((part) => part !== '').join(' ');
  return {
    id,
    'aria-invalid': wrong ? ('true' as const) : undefined,
    'aria-describedby': described || undefined,
  };
}
