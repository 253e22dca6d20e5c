/** Dates, durations and numbers in the reader's language and time zone. */
import type { Language } from '@cspmexa/contracts';
import { localeOf } from '../i18n/language.js';

const steps: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

const byteUnits = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export interface Format {
  readonly number: (value: number, digits?: number) => string;
  /** From a number of 0 to 100. */
  readonly percent: (value: number) => string;
  readonly date: (iso: string) => string;
  readonly day: (isoDate: string) => string;
  readonly dateTime: (iso: string, timeZone?: string) => string;
  /** An hour of the day. */
  readonly time: (iso: string) => string;
  /** "3 hours ago". */
  readonly relative: (iso: string, now?: number) => string;
  /** "4 min 12 s". */
  readonly duration: (seconds: number) => string;
  /** A size in bytes, for example "4.2 MB". */
  readonly bytes: (value: number) => string;
  readonly list: (items: readonly string[]) => string;
}

/** All formats of a language. `timeZone` defaults to the browser's. */
export function formatIn(language: Language, zone?: string): Format {
  const locale = localeOf(language);
  const at = (options: Intl.DateTimeFormatOptions, timeZone = zone) =>
    new Intl.DateTimeFormat(locale, timeZone ? { ...options, timeZone } : options);
  const unit = (value: number, name: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 0 }).format(
      value,
    );
  const both = (whole: string, rest: number, name: string): string =>
    rest > 0 ? `${whole} ${unit(rest, name)}` : whole;
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });

  return {
    number: (value, digits = 0) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value),
    percent: (value) =>
      new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(
        Math.trunc(value * 10) / 1_000,
      ),
    date: (iso) => at({ dateStyle: 'medium' }).format(new Date(iso)),
    day: (isoDate) => at({ day: 'numeric', month: 'short' }, 'UTC').format(new Date(isoDate)),
    dateTime: (iso, timeZone) =>
      at({ dateStyle: 'medium', timeStyle: 'short' }, timeZone ?? zone).format(new Date(iso)),
    time: (iso) => at({ timeStyle: 'short' }).format(new Date(iso)),
    relative: (iso, now = Date.now()) => {
      const seconds = (Date.parse(iso) - now) / 1_000;
      // "Last month" says too little; a month begins to be a unit after two of them.
      const [name, size] = steps.find(([name, size]) => Math.abs(seconds) >= size * (name === 'month' ? 2 : 1)) ?? [
        'second',
        1,
      ];
      return relative.format(Math.trunc(seconds / size), name);
    },
    duration: (seconds) => {
      if (seconds < 60) return unit(Math.round(seconds), 'second');
      if (seconds < 3_600) return both(unit(Math.trunc(seconds / 60), 'minute'), Math.trunc(seconds % 60), 'second');
      if (seconds < 172_800)
        return both(unit(Math.trunc(seconds / 3_600), 'hour'), Math.trunc((seconds % 3_600) / 60), 'minute');
      return unit(Math.round(seconds / 86_400), 'day');
    },
    bytes: (value) => {
      const step = Math.min(Math.floor(Math.log10(Math.max(Math.abs(value), 1)) / 3), byteUnits.length - 1);
      return new Intl.NumberFormat(locale, {
        style: 'unit',
        unit: byteUnits[step],
        unitDisplay: 'short',
        maximumFractionDigits: 1,
      }).format(value / 1_000 ** step);
    },
    list: (items) => new Intl.ListFormat(locale, { type: 'conjunction' }).format(items),
  };
}
