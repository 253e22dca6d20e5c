import { localeOf } from '../i18n/language.js';
import { useLanguage } from '../i18n/use-language.js';

/** Short names of the days of the week in the reader's language; Sunday is the first. */
export function useWeekdays(): string[] {
  const format = new Intl.DateTimeFormat(localeOf(useLanguage()), { weekday: 'short', timeZone: 'UTC' });
  // 4 January 1970 was a Sunday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(1970, 0, 4 + day))));
}
