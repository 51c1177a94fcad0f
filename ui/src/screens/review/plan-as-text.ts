// A plan as plain text, to paste into a ticket.
import type { PlanView } from '../../host/types';
import { line, m, text } from '../../words/words';

export function planAsText(plan: PlanView): string {
  const rows = plan.rows.map(({ sign, subject, main, second }) => {
    const words = [line(main), ...second.map(line)].join('\n      ');
    return `${sign === 'add' ? '+' : '='} ${text(`plan_subject_${subject}`)}: ${words}`;
  });
  const head = m.review_plan_for({ label: plan.label, org: plan.org.name, kind: text(`org_kind_${plan.org.kind}`) });
  const loosened = plan.loosenings.map((one) => `! ${line(one)}`);
  return [head, '', ...rows, ...(loosened.length > 0 ? ['', ...loosened] : [])].join('\n');
}
