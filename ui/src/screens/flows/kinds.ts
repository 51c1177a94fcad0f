// The six answers to "What will connect?", in their order, with their pictures.
import type { ConnectKind } from '../../host/types';
import type { IconName } from '../../parts/icons';

export const kinds: { kind: ConnectKind; icon: IconName }[] = [
  { kind: 'web_app', icon: 'globe' },
  { kind: 'mobile_or_desktop', icon: 'smartphone' },
  { kind: 'server', icon: 'server' },
  { kind: 'saas_product', icon: 'chart-column' },
  { kind: 'many_orgs', icon: 'layers' },
  { kind: 'i_know', icon: 'sliders-horizontal' },
];
