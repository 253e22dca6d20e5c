import type { Schedule } from '@cspmexa/contracts';
import { ActionIcon, Switch } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago, At } from '../format/moment.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { CronText } from './cron-text.js';

interface Props {
  readonly schedule: Schedule;
  readonly mayChange: boolean;
}

/** One schedule: its sentence, its next time, and whether it is on. */
export const ScheduleRow = ({ schedule, mayChange }: Props) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: keys.accounts });
  const params = { scheduleId: schedule.id };
  const change = useMutation({
    mutationFn: (enabled: boolean) => api.changeSchedule({ params, body: { enabled } }),
    onSuccess: renew,
  });
  const remove = useMutation({ mutationFn: () => api.removeSchedule({ params }), onSuccess: renew });
  return (
    <li className="schedule">
      <div className="schedule-text">
        <strong>
          <CronText cron={schedule.cron} timeZone={schedule.timeZone} />
        </strong>
        <span className="sub">
          <code>{schedule.cron}</code>
          {schedule.scope.severities.length > 0 &&
            ` · ${t('schedules.onlySeverities')} ${schedule.scope.severities.map((name) => t(`severity.${name}`)).join(', ')}`}
          {schedule.blackouts.length > 0 && ` · ${t('schedules.withBlackouts', { count: schedule.blackouts.length })}`}
          {schedule.enabled && schedule.nextDueAt && (
            <>
              {' · '}
              {t('schedules.next')} <At at={schedule.nextDueAt} /> (<Ago at={schedule.nextDueAt} />)
            </>
          )}
          {schedule.lastDueAt && (
            <>
              {' · '}
              {t('schedules.last')} <Ago at={schedule.lastDueAt} />
              {schedule.lastOutcome && (
                <>
                  {': '}
                  {schedule.lastScanId ? (
                    <Link to={`/scans/${schedule.lastScanId}`}>{t(`schedules.outcome.${schedule.lastOutcome}`)}</Link>
                  ) : (
                    t(`schedules.outcome.${schedule.lastOutcome}`)
                  )}
                </>
              )}
            </>
          )}
        </span>
        <ProblemAlert error={change.error ?? remove.error} />
      </div>
      <Switch
        size="sm"
        label={t(schedule.enabled ? 'schedules.on' : 'schedules.off')}
        checked={schedule.enabled}
        disabled={!mayChange || change.isPending}
        onChange={(event) => change.mutate(event.currentTarget.checked)}
      />
      {mayChange && (
        <ActionIcon
          variant="subtle"
          color="gray"
          className="quiet"
          aria-label={`${t('schedules.remove')}: ${schedule.cron}`}
          loading={remove.isPending}
          onClick={() => remove.mutate()}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      )}
    </li>
  );
};
