// Every key that is put together while the page runs has words, and the words keep the rules for writing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import catalogue from '../../messages/en.json';
import * as fixtures from '../src/host/fixtures';
import type {
  Cause,
  CertificateCheckId,
  CheckId,
  Code,
  ConnectKind,
  Difference,
  Network,
  OrgKind,
  Outcome,
  Part,
  ProofId,
  SetupPage,
  Step,
  StepState,
  Subject,
  Theme,
  UndoPart,
} from '../src/host/types';
import { fieldProblem, line, problem, text } from '../src/words/words';

const words: Record<string, string> = catalogue;

/** All members of a union of strings, from the generated type: the type itself is gone while tests run. */
function members<T extends string>(type: string): T[] {
  const source = readFileSync(join(import.meta.dirname, '../src/host/bindings', `${type}.ts`), 'utf8');
  const [, body = ''] = source.split(/export type \w+ =/);
  return [...body.matchAll(/"([a-z0-9_]+)"/g)].map((match) => match[1] as T);
}

const needed = [
  ...members<Code>('Code').flatMap((code) => ['title', 'what', 'why', 'next'].map((part) => `problem_${code}_${part}`)),
  ...members<CheckId>('CheckId').flatMap((id) =>
    members<Outcome>('Outcome').flatMap((outcome) => [`check_${id}_${outcome}_title`, `check_${id}_${outcome}_detail`]),
  ),
  ...['create_permission', 'deploy_permission', 'view_secret_permission'].map((id) => `remedy_message_${id}`),
  ...members<SetupPage>('SetupPage').map((page) => `check_setup_${page}`),
  ...fixtures.catalogue.scopes.flatMap(({ request }) =>
    ['title', 'help', 'setup'].map((part) => `scope_${request}_${part}`),
  ),
  ...fixtures.catalogue.scope_sets.map(({ id }) => `scope_set_${id}`),
  ...members<ConnectKind>('ConnectKind').flatMap((kind) => [`connect_${kind}_title`, `connect_${kind}_help`]),
  ...members<Step>('Step').flatMap((step) => [`step_${step}`, `step_${step}_long`]),
  ...members<StepState>('StepState').map((state) => `rail_state_${state}`),
  ...members<Subject>('Subject').map((subject) => `plan_subject_${subject}`),
  ...members<Part>('Part').map((part) => `part_${part}`),
  ...members<UndoPart>('UndoPart').flatMap((part) => [`undo_part_${part}`, `undo_done_${part}`]),
  ...members<ProofId>('ProofId').map((id) => `proof_${id}_title`),
  ...members<Cause>('Cause').flatMap((cause) => [`cause_${cause}_title`, `cause_${cause}_what`]),
  ...members<Difference>('Difference').map((difference) => `callback_difference_${difference}`),
  ...['mend', 'wait', 'prove_again', 'bring_secret', 'sign_in', 'open_app', 'open_user'].map(
    (way) => `diagnosis_way_${way}`,
  ),
  ...members<CertificateCheckId>('CertificateCheckId').map((id) => `certificate_check_${id}`),
  ...members<OrgKind>('OrgKind').flatMap((kind) => [
    `org_kind_${kind}`,
    `org_kind_lower_${kind}`,
    `org_kind_about_${kind}`,
  ]),
  ...members<Theme>('Theme').map((theme) => `shell_theme_${theme}`),
  ...members<Network>('Network').flatMap((network) => [
    `access_network_${network}`,
    `access_network_${network}_setup`,
    `plan_network_${network}`,
  ]),
  ...[
    'label',
    'api_name',
    'contact_email',
    'description',
    'run_as',
    'speaks_for',
    'run_as_confirmation',
    'scopes',
    'callbacks',
    'existing',
    'stay',
    'ip_ranges',
    'flows',
    'distribution',
  ].map((field) => `field_${field}`),
];

describe('the message catalogue', () => {
  it('has words for every key that is put together', () => {
    expect(needed.filter((key) => !(key in words))).toEqual([]);
  });

  it('is sorted, so that two people can edit it', () => {
    const keys = Object.keys(words);
    expect(keys).toEqual([...keys].sort());
  });

  it('keeps the voice: no exclamation marks, no please, never ECA', () => {
    const poor = Object.entries(words).filter(([, value]) => /!|\bplease\b|\bECAs?\b|\boops\b|\bsimply\b/i.test(value));
    expect(poor).toEqual([]);
  });
});

describe('words for data', () => {
  it('names the field of a problem as its label does', () => {
    expect(
      fieldProblem({
        field: 'contact_email',
        problem: { code: 'field_empty', params: { field: 'contact_email' }, salesforce: null },
      }),
    ).toContain('Contact email');
  });

  it('says why a callback is refused, and what to type instead', () => {
    const params = { callback: 'a.com', reason: 'callback_reason_no_scheme_hint', hint: 'https://a.com' };
    const words = problem({ code: 'callback_malformed', params, salesforce: null });
    expect(words.title).toContain('begin with a scheme, such as https://a.com');
  });

  it('turns requested scopes into their names', () => {
    expect(line({ id: 'plan_scopes', params: { scopes: 'api refresh_token' } })).toBe(
      'Use data through APIs; Stay connected',
    );
  });

  it('shows an unknown key and a missing value as themselves', () => {
    expect(text('nothing_of_the_kind')).toBe('nothing_of_the_kind');
    expect(text('adds_can_stay_unused')).toContain('{days}');
  });
});
