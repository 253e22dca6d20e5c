import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Ago, At } from '../format/moment.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { schedulePreviewQuery } from './accounts-queries.js';

/** The next five times of a schedule, as the server reckons them, on the clocks of the schedule's zone. */
export const SchedulePreview = ({ cron, timeZone }: { readonly cron: string; readonly timeZone: string }) => {
  const { t } = useTranslation();
  const preview = useQuery(schedulePreviewQuery(cron, timeZone));
  return (
    <div className="preview">
      <Text size="xs" c="dimmed" fw={600}>
        {t('schedules.nextFive')}
      </Text>
      <QueryView query={preview} skeleton={<RowSkeleton rows={5} height={22} />}>
        {({ next }) => (
          <ol>
            {next.map((at) => (
              <li key={at}>
                <At at={at} timeZone={timeZone} />{' '}
                <span className="sub-inline">
                  <Ago at={at} />
                </span>
              </li>
            ))}
          </ol>
        )}
      </QueryView>
    </div>
  );
};
