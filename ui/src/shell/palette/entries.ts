// What can be found from anywhere: the steps of the draft that is open, apps and drafts, orgs, and what can be done.
import type { IconName } from '../../parts/icons';
import type { Session } from '../../session.svelte';
import { m, stepName, text } from '../../words/words';
import { themePicture, themes } from '../theme';
import type { Entry } from './find';

/** Everything there is to find now. */
export function entries(session: Session): Entry[] {
  const start = session.start;
  const kindOf = new Map(start?.orgs.map(({ name, kind }) => [name, kind]));
  const inOrg = (name: string | null) => (name ? m.palette_in_org({ org: name }) : '');

  const draft = session.runId ? null : session.view;
  const steps = (draft?.steps ?? []).filter(({ state }) => state !== 'todo' && state !== 'current');
  const apps = (start?.runs ?? []).filter(({ readable }) => readable);
  const drafts = (start?.drafts ?? []).filter(({ trouble }) => trouble === null);

  return [
    ...steps.map(
      ({ step }): Entry => ({
        group: 'steps',
        test: `step-${step}`,
        title: stepName(step),
        caption: m.palette_of_app({ app: draft?.draft.answers.name.label || m.rail_not_named() }),
        icon: 'list-checks',
        kind: null,
        open: () => session.goTo(step),
      }),
    ),
    ...apps.map(
      ({ id, label, org }): Entry => ({
        group: 'apps',
        test: `run-${id}`,
        title: label,
        caption: inOrg(org),
        icon: 'layers',
        kind: kindOf.get(org) ?? null,
        open: () => session.openRun(id),
      }),
    ),
    ...drafts.map(
      ({ id, label, org }): Entry => ({
        group: 'apps',
        test: `draft-${id}`,
        title: label || m.rail_not_named(),
        caption: `${m.palette_draft()} ${inOrg(org)}`.trim(),
        icon: 'file-text',
        kind: kindOf.get(org ?? '') ?? null,
        open: () => session.openDraft(id),
      }),
    ),
    ...(start?.orgs ?? []).map(
      (org): Entry => ({
        group: 'orgs',
        test: `org-${org.id}`,
        title: org.name,
        caption: `${org.username} · ${org.host}`,
        icon: 'building-2',
        kind: org.kind,
        open: () => session.beginIn(org),
      }),
    ),
    ...actions(session),
  ];
}

function actions(session: Session): Entry[] {
  const action = (test: string, title: string, icon: IconName, open: () => unknown): Entry => ({
    group: 'actions',
    test,
    title,
    caption: '',
    icon,
    kind: null,
    open,
  });
  return [
    action('new-app', m.palette_new_app(), 'plus', session.home),
    action('add-org', m.welcome_add_org(), 'log-in', session.beginAddOrg),
    action('open-blueprint', m.menu_open_blueprint(), 'file-text', () => session.readBlueprint('open_blueprint')),
    action('keys', m.menu_keys(), 'info', () => session.lookAside('keys')),
    action('log', m.palette_log(), 'file-text', () => session.lookAside('log')),
    ...themes.map((theme) =>
      action(`theme-${theme}`, m.shell_theme({ theme: text(`shell_theme_${theme}`) }), themePicture[theme], () =>
        session.setTheme(theme),
      ),
    ),
  ];
}
