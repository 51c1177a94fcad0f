// A run in each state, and its undo.
import { problem } from '../../src/host/fake';
import * as fixtures from '../../src/host/fixtures';
import * as runs from '../../src/screens/run/run-fixtures';
import { never, refuse, run, type Scenes } from './scene';

const undoes = runs.UNDOES;
const production = { org: fixtures.org('production'), undoes };
const bothFlows = runs.done({
  report: runs.report(runs.proven, runs.notProven, { ...runs.dryCheckOnly, flow: 'jwt_bearer' }),
  undoes,
});
const why = (diagnosis: typeof runs.whyCallback) =>
  run(bothFlows, 70, ['why-client-credentials'], (host) =>
    host.on('diagnose', () => ({ ...diagnosis, flow: 'client_credentials' })),
  );

export const running: Scenes = {
  run: run(runs.running(), 42, [], (host) => host.on('run', never)),
  create: run(runs.running(), 42),
  'create-may-cancel': run({ ...runs.running(), can_cancel: true }, 42),
  'create-failed': run({ ...runs.stopped(runs.missingPermissionSet, true), draft: 'd1', undoes }, 120),
  'create-refused': run(
    runs.stopped(problem('permission_set_missing', { name: 'Acme_Billing_Users', step: 'access' }), false),
    120,
  ),
  'problem-unknown': run({ ...runs.stopped(runs.refused, false), draft: 'd1' }, 120),
  resume: run({ ...runs.interrupted(), undoes }, 400),
  'resume-not-asked': run(
    { ...runs.interrupted(null), remainders: [{ id: 'remainder_secret_switch_on', params: {} }] },
    400,
  ),
  left: run({ ...runs.left(), undoes }, 400),
  'waiting-ready': run(runs.readiness(), 245),
  'waiting-ready-first': run(
    runs.waiting({ waiting: 'readiness', since: runs.after(41), next_check: runs.after(46), answers: [] }),
    43,
  ),
  'waiting-ready-credentials': run(runs.readiness(), 245, ['see-credentials']),
  'waiting-secret': run(runs.secretDeclined(), 60),
  'waiting-secret-asks': run(runs.secretDeclined(), 60, ['turn-on-read-off']),
  'waiting-secret-empty': run(runs.secretDeclined(), 60, ['keep-secret']),
  'waiting-secret-wrong': run(runs.secretDeclined(problem('secret_not_accepted')), 60),
  'waiting-person': run(runs.person(), 70),
  'waiting-person-pastes': run(runs.person(false), 70, ['open-person-link'], (host) =>
    host.on('open_person_link', () => runs.person(false)),
  ),
  'waiting-person-refused': run(runs.person(true, problem('sign_in_denied')), 70),
  done: run(runs.done({ undoes }), 70),
  'done-no-secret': run(runs.done({ secret: 'none', report: runs.report(runs.proven, runs.dryCheckOnly) }), 70),
  'done-unproven': run(
    { ...bothFlows, secret: 'memory', remainders: [{ id: 'remainder_secret_switch_on', params: {} }] },
    70,
  ),
  'done-certificate': run(
    runs.done({
      certificate: {
        subject: fixtures.certificate.subject,
        fingerprint: fixtures.certificate.fingerprint,
        ends_at: fixtures.certificate.ends_at,
        reminds_at: '2027-10-25T00:00:00Z',
      },
    }),
    70,
  ),
  'done-shown': run(runs.done(), 70, ['show-secret', 'show-curl', 'copy-client-id'], (host) =>
    host
      .on('reveal_secret', () => 'FA4EFA4E0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF01234567')
      .on('copy_value', () => ({ clears_at: runs.after(100) })),
  ),
  proved: run(runs.done(), 70, ['see-exchanges']),
  'proved-open': run(runs.done(), 70, ['see-exchanges', 'proof-authorization-code-got-token']),
  'proved-not': run(bothFlows, 70, ['see-exchanges']),
  'proved-why': why(runs.whyNoRunAs),
  'proved-why-callback': why(runs.whyCallback),
  'proved-why-asking': run(bothFlows, 70, ['why-client-credentials'], (host) => host.on('diagnose', never)),
  'proved-mend-refused': run({ ...bothFlows, mend_refused: problem('plan_outdated') }, 70, ['see-exchanges']),
  'undo-confirm': run(runs.done({ undoes }), 70, [], undefined, true),
  'undo-confirm-production': run(runs.done(production), 70, [], undefined, true),
  'undo-confirm-not-typed': run(
    runs.done(production),
    70,
    ['undo-now'],
    (host) => host.on('undo_run', refuse('org_name_not_typed', { org: 'Acme Corp' })),
    true,
  ),
  undo: run(
    { ...runs.runView({ state: 'running' }), undo: runs.undo(['done', 'doing', 'todo', 'todo', 'todo'], [], false) },
    118,
  ),
  'undo-done': run(runs.undone(), 150),
  'undo-left': run(runs.undoneButOne(), 150),
  'undo-stopped': run(
    {
      ...runs.runView({ state: 'stopped', problem: problem('offline', { host: 'acme' }), app_exists: true }),
      undo: runs.undo(['done', 'failed', 'todo', 'todo', 'todo'], [], false),
    },
    150,
  ),
  'undo-interrupted': run(
    {
      ...runs.runView({ state: 'interrupted', at: 'proof', app_exists: true }),
      undo: runs.undo(['done', 'doing', 'todo', 'todo', 'todo'], [], false),
    },
    150,
  ),
};
