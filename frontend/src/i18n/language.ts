/** The language of the page: what was chosen here before, else what the browser prefers. */
import { Language } from '@cspmexa/contracts';

const storageKey = 'cspmexa-language';
let current: Language = initialLanguage();

/** The language now. */
export const currentLanguage = (): Language => current;

/** The BCP 47 tag that dates, numbers and the lang attribute use. */
export const localeOf = (language: Language): string => (language === 'pt' ? 'pt-BR' : 'en');

/** Remembers the choice on this device. */
export function rememberLanguage(language: Language): void {
  current = language;
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Storage may be blocked; the choice then lasts as long as the page.
  }
}

/** Whether somebody chose a language on this device. */
export const wasChosenHere = (): boolean => Language.safeParse(readStored()).success;

function initialLanguage(): Language {
  const stored = Language.safeParse(readStored());
  if (stored.success) return stored.data;
  return globalThis.navigator?.language.toLowerCase().startsWith('pt') ? 'pt' : 'en';
}

function readStored(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
