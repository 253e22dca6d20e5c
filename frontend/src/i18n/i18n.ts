/** Starts i18next with the language of the page. What the pages say comes with the first page; another language when somebody switches to it. */
import type { Language } from '@cspmexa/contracts';
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { currentLanguage, localeOf, rememberLanguage } from './language.js';
import { withMany } from './plurals.js';

const load = {
  en: {
    first: async () => (await import('../locales/en/first.js')).first,
    pages: async () => (await import('../locales/en/pages.js')).pages,
  },
  pt: {
    first: async () => withMany((await import('../locales/pt/first.js')).first),
    pages: async () => withMany((await import('../locales/pt/pages.js')).pages),
  },
};

let needsPages = false;

/** Resolves when the texts of the frame are there. */
export async function startI18n(language: Language = currentLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { [language]: { translation: await load[language].first() } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  document.documentElement.lang = localeOf(language);
}

/** Resolves when the texts of the pages are there, too. */
export async function loadPageTexts(): Promise<void> {
  needsPages = true;
  await addPages(currentLanguage());
}

/** Shows the page in another language and remembers it. */
export async function switchLanguage(language: Language): Promise<void> {
  if (!i18next.hasResourceBundle(language, 'translation'))
    i18next.addResourceBundle(language, 'translation', await load[language].first());
  if (needsPages) await addPages(language);
  rememberLanguage(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = localeOf(language);
}

async function addPages(language: Language): Promise<void> {
  i18next.addResourceBundle(language, 'translation', await load[language].pages(), true, true);
}
