import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { useLanguage } from '../i18n/use-language.js';
import { localeOf } from '../i18n/language.js';
import { cronShapeOf } from './cron-sentence.js';

const clock = (hour: number, minute: number): string =>
  `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`;

/** A schedule as a sentence; the expression itself when it has no simple one. */
export const CronText = ({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const locale = localeOf(useLanguage());
  const shape = cronShapeOf(cron);
  const weekday = (day: number): string =>
    // 4 January 1970 was a Sunday.
    new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' }).format(Date.UTC(1970, 0, 4 + day));
  const sentence = (): string => {
    switch (shape?.kind) {
      case 'every-minutes':
        return t('schedules.everyMinutes', { count: shape.minutes });
      case 'every-hours':
        return t('schedules.everyHours', { count: shape.hours, minute: String(shape.minute).padStart(2, '0') });
      case 'hourly':
        return t('schedules.hourly', { minute: String(shape.minute).padStart(2, '0') });
      case 'daily':
        return t('schedules.daily', { time: clock(shape.hour, shape.minute) });
      case 'weekly':
        return t('schedules.weekly', {
          time: clock(shape.hour, shape.minute),
          days: format.list(shape.weekdays.map(weekday)),
        });
      case 'monthly':
        return t('schedules.monthly', { time: clock(shape.hour, shape.minute), day: shape.day });
      default:
        return t('schedules.custom', { cron });
    }
  };
  return (
    <>
      {sentence()} <span className="sub-inline">({timeZone})</span>
    </>
  );
};
