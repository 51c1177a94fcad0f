// Which page of Setup the words of a problem, or of what is left over after a run, speak of.
import type { Code, Line, Problem, SetupPage } from '../host/types';

/** The app's own page, or one that the org has once. */
export type Page = 'app' | SetupPage;

const PAGES: Record<string, Page> = {
  remainder_access_not_confirmed: 'app',
  remainder_assignment_not_confirmed: 'permission_sets',
  remainder_certificate_not_read_back: 'app',
  remainder_not_read_back: 'app',
  remainder_read_back_differs: 'app',
  remainder_secret_not_kept: 'app',
  remainder_secret_switch_on: 'external_client_app_settings',
  remainder_secret_switch_still_on: 'external_client_app_settings',
};

const OF_PROBLEMS: { [code in Code]?: Page } = {
  not_refused: 'app',
  overwritten: 'app',
  read_back_differs: 'app',
  secret_switch_not_restored: 'external_client_app_settings',
  secret_switch_off: 'external_client_app_settings',
};

/** The org's switch for secrets is no part of an app. */
const SWITCH = 'secret_switch';

export function setupPage({ id, params }: Line): Page | undefined {
  if (id === 'remainder_not_read_back' && params.what === SWITCH) return 'external_client_app_settings';
  return PAGES[id];
}

export function problemPage({ code, params }: Pick<Problem, 'code' | 'params'>): Page | undefined {
  if (code === 'read_back_differs' && params.what === SWITCH) return 'external_client_app_settings';
  return OF_PROBLEMS[code];
}
