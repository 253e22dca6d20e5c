/** Starts i18next with the language of the page; the other language is loaded when somebody switches to it. */
import type { Language } from '@cspmexa/contracts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { currentLanguage, localeOf, rememberLanguage } from './language.js';
import { withMany } from './plurals.js';

const load = {
  en: async () => (await import('../locales/en/index.js')).en,
  pt: async () => withMany((await import('../locales/pt/index.js')).pt),
};

/** Resolves when the texts of the language are there. */
export async function startI18n(language: Language = currentLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await load[language]() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = localeOf(language);
}

/** Shows the page in another language and remembers it. */
export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await load[language]());
  rememberLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = localeOf(language);
}
