import { localeOf } from '../i18n/language.js';
import { useLanguage } from '../i18n/use-language.js';

/** Names of the days of the week in the reader's language; Sunday is the first. */
export function useWeekdays(weekday: 'short' | 'long' = 'short'): string[] {
  const format = new Intl.DateTimeFormat(localeOf(useLanguage()), { weekday, timeZone: 'UTC' });
  // 4 January 1970 was a Sunday.
  return Array.from({ length: 7 }, (_, day) => format.format(new Date(Date.UTC(1970, 0, 4 + day))));
}
