import type { AlertRule } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useWeekdays } from '../format/weekdays.js';
import { useFormat } from '../format/use-format.js';

/** The place that a time zone is named after. */
const placeOf = (timeZone: string): string => timeZone.replace(/^.*\//, '').replace(/_/g, ' ');

/** When a rule mails, as a sentence: "Every Monday at 09:00, Sao Paulo". */
export const TimingText = ({ timing, timeZone }: Pick<AlertRule, 'timing' | 'timeZone'>) => {
  const { t } = useTranslation();
  if (timing.kind === 'instant') return t('alerts.every.instant', { count: timing.windowMinutes });
  const key = (timing.kind === 'weekly' && dayKeys[timing.weekday]) || 'alerts.every.day';
  return <span title={timeZone}>{t(key, { time: timing.at, zone: placeOf(timeZone) })}</span>;
};

const dayKeys = [
  'alerts.every.sunday',
  'alerts.every.monday',
  'alerts.every.tuesday',
  'alerts.every.wednesday',
  'alerts.every.thursday',
  'alerts.every.friday',
  'alerts.every.saturday',
] as const;

/** When a rule does not mail, as a part of a sentence. */
export const QuietText = ({ quietHours }: { readonly quietHours: NonNullable<AlertRule['quietHours']> }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const weekdays = useWeekdays();
  const { days, from, to } = quietHours;
  return new Set(days).size === weekdays.length
    ? t('alerts.quiet.everyDay', { from, to })
    : t('alerts.quiet.someDays', { from, to, days: format.list(weekdays.filter((_, day) => days.includes(day))) });
};
