import { useMemo, useSyncExternalStore } from 'react';
import { useLanguage } from '../i18n/use-language.js';
import { formatIn, type Format } from './format.js';
import { chosenTimeZone, onTimeZone } from './time-zone.js';

/** The formats of the page's language and the reader's time zone. */
export function useFormat(): Format {
  const language = useLanguage();
  const zone = useSyncExternalStore(onTimeZone, chosenTimeZone);
  return useMemo(() => formatIn(language, zone), [language, zone]);
}
