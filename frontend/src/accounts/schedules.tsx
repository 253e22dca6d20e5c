import { Button, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconCalendarPlus, IconCalendarTime } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useCan } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { schedulesQuery } from './accounts-queries.js';
import { ScheduleForm } from './schedule-form.js';
import { ScheduleRow } from './schedule-row.js';

/** When an account is scanned. */
export const Schedules = ({ accountId }: { readonly accountId: string }) => {
  const { t } = useTranslation();
  const mayChange = useCan()('accounts:write');
  const schedules = useQuery(schedulesQuery(accountId));
  const [adding, { open, close }] = useDisclosure(false);
  const add = mayChange && !adding && (
    <Button size="xs" leftSection={<IconCalendarPlus size={14} aria-hidden />} onClick={open}>
      {t('schedules.add')}
    </Button>
  );
  return (
    <div className="stack in-order">
      {adding && (
        <Panel title={t('schedules.add')}>
          <ScheduleForm accountId={accountId} onDone={close} />
        </Panel>
      )}
      <Panel title={t('accounts.tabs.schedules')} flush aside={schedules.data?.items.length !== 0 && add}>
        <QueryView query={schedules} skeleton={<RowSkeleton rows={2} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                icon={<IconCalendarTime size={28} />}
                title={t('schedules.emptyTitle')}
                why={t('schedules.emptyWhy')}
                action={add}
              />
            ) : (
              <ul className="schedule-list">
                {items.map((schedule) => (
                  <ScheduleRow key={schedule.id} schedule={schedule} mayChange={mayChange} />
                ))}
              </ul>
            )
          }
        </QueryView>
      </Panel>
      <Text size="xs" c="dimmed">
        {t('schedules.foot')}
      </Text>
    </div>
  );
};
