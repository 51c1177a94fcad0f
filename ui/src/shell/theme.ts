// Light, dark, or as the system says: an attribute that the tokens read.
import type { Theme } from '../host/types';
import type { IconName } from '../parts/icons';

export const themes: Theme[] = ['system', 'light', 'dark'];
export const themePicture: Record<Theme, IconName> = { system: 'sun-moon', light: 'sun', dark: 'moon' };

export function applyTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

export function nextTheme(theme: Theme): Theme {
  return themes[(themes.indexOf(theme) + 1) % themes.length] ?? 'system';
}
