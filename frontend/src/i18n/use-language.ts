import { Language, type Text } from '@cspmexa/contracts';
import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';

/** The language of the page; renders again when it changes. */
export function useLanguage(): Language {
  const { i18n } = useTranslation();
  return Language.catch('en').parse(i18n.language);
}

/** Picks the page's language out of a text of the API. */
export function useText(): (text: Text) => string {
  const language = useLanguage();
  return useCallback((text: Text) => text[language], [language]);
}
