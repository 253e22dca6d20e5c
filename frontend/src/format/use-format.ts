import { useMemo } from 'react';
import { useLanguage } from '../i18n/use-language.js';
import { formatIn, type Format } from './format.js';

/** The formats of the page's language and the browser's time zone. */
export function useFormat(): Format {
  const language = useLanguage();
  return useMemo(() => formatIn(language), [language]);
}
