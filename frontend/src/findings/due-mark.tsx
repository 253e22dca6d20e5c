import type { Finding } from '@cspmexa/contracts';
import { IconClockExclamation } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

const dayMs = 86_400_000;

/** By when a finding is to be fixed, in days; said in words when that is over. Nothing for one without a due date. */
export const DueMark = ({ finding: { dueAt, status } }: { readonly finding: Pick<Finding, 'dueAt' | 'status'> }) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (!dueAt) return null;
  const ahead = Date.parse(dueAt) - Date.now();
  const isOver = ahead < 0 && status === 'open';
  const days = Math.max(1, Math.floor(Math.abs(ahead) / dayMs));
  const words = { count: days, shown: format.number(days) };
  return (
    <time className="due" dateTime={dueAt} title={format.dateTime(dueAt)} data-overdue={isOver || undefined}>
      {isOver && <IconClockExclamation size={14} aria-hidden />}
      {status !== 'open'
        ? format.date(dueAt)
        : isOver
          ? t('triage.due.overdue', words)
          : ahead < dayMs
            ? t('triage.due.today')
            : t('triage.due.in', words)}
    </time>
  );
};
