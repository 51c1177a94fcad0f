// Which page of Setup deals with what is left over after a run.
import type { Line, SetupPage } from '../../host/types';

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

export function setupPage({ id, params }: Line): Page | undefined {
  if (id === 'remainder_not_read_back' && params.what === 'secret_switch') return 'external_client_app_settings';
  return PAGES[id];
}
