import { useSyncExternalStore } from 'react';

/** What a reader chose for this browser. Kept in it; nothing of it is secret. */
export interface Preferences {
  language: 'en' | 'ru';
  theme: 'system' | 'light' | 'dark';
}

const KEPT = 'lifeledger:preferences';
const listeners = new Set<() => void>();
let preferences: Preferences = { ...standard(), ...kept() };
show();

export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed);
      return () => listeners.delete(changed);
    },
    () => preferences,
  );
}

export function prefer(changes: Partial<Preferences>): void {
  preferences = { ...preferences, ...changes };
  try {
    localStorage.setItem(KEPT, JSON.stringify(preferences));
  } catch {
    // A browser that keeps nothing still shows what was chosen, until it is closed.
  }
  show();
  for (const changed of listeners) changed();
}

function standard(): Preferences {
  return { language: navigator.language.toLowerCase().startsWith('ru') ? 'ru' : 'en', theme: 'system' };
}

function kept(): Partial<Preferences> {
  try {
    const { language, theme } = JSON.parse(localStorage.getItem(KEPT) ?? '{}');
    return {
      ...(['en', 'ru'].includes(language) && { language }),
      ...(['system', 'light', 'dark'].includes(theme) && { theme }),
    };
  } catch {
    return {};
  }
}

function show(): void {
  const { dataset } = document.documentElement;
  document.documentElement.lang = preferences.language;
  if (preferences.theme === 'system') delete dataset.theme;
  else dataset.theme = preferences.theme;
}
