import type { DeadLetter } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconMailForward, IconMailCheck } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { useCan } from '../session/use-session.js';
import { EmptyState } from '../states/empty-state.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { deadLettersQuery } from './system-queries.js';

/** Messages that were given up, and the way to have them handled again. */
export const DeadLetters = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRedrive = useCan()('system:write');
  const queries = useQueryClient();
  const letters = useQuery(deadLettersQuery);
  const redrive = useMutation({
    mutationFn: ({ consumer, id }: DeadLetter) => api.redriveDeadLetters({ body: { consumer, ids: [id] } }),
    onSuccess: async ({ moved }) => {
      notifications.show({ message: t('system.redriven', { count: moved }) });
      await queries.invalidateQueries({ queryKey: keys.system });
    },
  });
  const columns: Column<DeadLetter>[] = [
    {
      key: 'type',
      header: t('system.message'),
      width: 'narrow',
      cell: ({ type, consumer }) => (
        <>
          <strong className="mono">{type}</strong>
          <span className="sub">{consumer}</span>
        </>
      ),
    },
    {
      key: 'reason',
      header: t('system.reason'),
      width: 'rest',
      cell: ({ reason, id }) => (
        <>
          <span className="break">{reason}</span>
          <span className="sub mono break">{id}</span>
        </>
      ),
    },
    {
      key: 'attempts',
      header: t('alerts.fields.attempts'),
      align: 'end',
      width: 'narrow',
      cell: ({ attempts }) => format.number(attempts),
    },
    { key: 'at', header: t('system.givenUp'), width: 'narrow', cell: ({ at }) => <Ago at={at} /> },
    ...(mayRedrive
      ? [
          {
            key: 'redrive',
            header: t('accounts.fields.actions'),
            width: 'narrow' as const,
            cell: (letter: DeadLetter) => (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconMailForward size={12} aria-hidden />}
                aria-label={`${t('system.redrive')}: ${letter.type} ${letter.id}`}
                onClick={() => redrive.mutate(letter)}
              >
                {t('system.redrive')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ProblemAlert error={redrive.error} />
      <div className="panel list" data-flush>
        <QueryView query={letters} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <DataTable
                label={t('system.tabs.deadLetters')}
                columns={columns}
                rows={items}
                rowKey={({ consumer, id }) => `${consumer} ${id}`}
              />
            ) : (
              <EmptyState
                icon={<IconMailCheck size={28} />}
                title={t('system.noLettersTitle')}
                why={t('system.noLettersWhy')}
              />
            )
          }
        </QueryView>
      </div>
    </>
  );
};
