// The words that a run needs and that no compiler asks for: their keys come as data.
import { describe, expect, test } from 'vitest';
import type { Flow, Part, PartState, Verdict } from '../../host/types';
import { has, text } from '../../words/words';
import { runLine } from './run-words';

const PARTS: Record<Part, true> = {
  sent: true,
  app: true,
  oauth_settings: true,
  access: true,
  credentials: true,
  ready: true,
  proof: true,
};
const STATES: Record<PartState, true> = {
  todo: true,
  doing: true,
  waiting: true,
  done: true,
  failed: true,
  skipped: true,
};
const FLOWS: Record<Flow, true> = { authorization_code: true, client_credentials: true, jwt_bearer: true };
const VERDICTS: Record<Verdict['verdict'], true> = { proven: true, dry_check_only: true, not_proven: true };

const LINES: Record<string, string[]> = {
  run_note_deploy_pending: [],
  run_note_deploy_in_progress: ['done', 'total'],
  run_note_other_deployment: [],
  run_note_reading_back: [],
  run_note_assigning: ['people'],
  run_note_secret_switch_on: [],
  run_note_secret_switch_back: [],
  run_note_connection_lost: ['seconds'],
  run_note_connection_lost_long: ['seconds'],
  run_note_connection_refused: ['reason', 'seconds'],
  run_note_deploy_long: [],
  run_note_waiting_ready: [],
  run_note_proving: ['flow'],
  run_note_secret_left: [],
  run_note_already_there: [],
  remainder_not_read_back: ['what'],
  remainder_secret_switch_on: [],
  remainder_secret_not_kept: [],
  remainder_read_back_differs: ['what', 'wanted', 'found'],
  proof_detail_who: ['name'],
  proof_detail_pkce: [],
  proof_detail_organization: ['name'],
  proof_detail_accounts: ['count'],
  proof_detail_code: ['error'],
  proof_because_no_person: [],
  proof_because_no_secret: [],
  proof_because_skipped: [],
  proof_because_unticked: [],
};

test('every key that is put together has words', () => {
  const keys = [
    ...Object.keys(PARTS).flatMap((part) => [`part_${part}`, `run_stopped_title_${part}`]),
    ...Object.keys(STATES).map((state) => `part_state_${state}`),
    ...Object.keys(FLOWS).flatMap((flow) => [`flow_${flow}_title`, `flow_proof_works_${flow}`]),
    ...Object.keys(VERDICTS).map((verdict) => `flow_proof_${verdict}`),
  ];
  expect(keys.filter((key) => !has(key))).toEqual([]);
});

describe('lines about a run', () => {
  test.each(Object.entries(LINES))('%s says each of its values', (id, names) => {
    const params = Object.fromEntries(names.map((name) => [name, `<${name}>`]));
    const said = runLine({ id, params });
    expect(said).not.toBe(id);
    for (const name of names) expect(said).toContain(`<${name}>`);
    expect(said).not.toMatch(/\{\w+\}/);
  });

  test('a reason is read in its words', () => {
    const params = { reason: 'problem_proxy_needs_password_title', seconds: '8' };
    expect(runLine({ id: 'run_note_connection_refused', params })).toContain(text(params.reason));
  });

  test('a flow is read by its name', () => {
    expect(runLine({ id: 'run_note_proving', params: { flow: 'client_credentials' } })).toContain(
      text('flow_client_credentials_title'),
    );
  });
});
