import type { SignedInSession } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { browserName } from './browser-name.js';
import { sessionsQuery } from './profile-queries.js';

/** Where one is signed in, and the way to end what one does not know. */
export const SessionsPanel = () => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const done = async (): Promise<void> => {
    notifications.show({ message: t('profile.ended') });
    await queries.invalidateQueries({ queryKey: keys.sessions });
  };
  const end = useMutation({
    mutationFn: (sessionId: string) => api.endMySession({ params: { sessionId } }),
    onSuccess: done,
  });
  const endOthers = useMutation({ mutationFn: () => api.endMyOtherSessions(), onSuccess: done });
  const columns: Column<SignedInSession>[] = [
    {
      key: 'browser',
      header: t('profile.browser'),
      width: 'rest',
      cell: ({ userAgent, address, current }) => (
        <>
          <strong>{browserName(userAgent) ?? t('profile.unknownBrowser')}</strong>
          {current && <span className="chip">{t('profile.thisOne')}</span>}
          <span className="sub mono break">{address ?? '–'}</span>
        </>
      ),
    },
    {
      key: 'mfa',
      header: t('mfa.title'),
      width: 'narrow',
      wideOnly: true,
      cell: ({ mfa }) => t(mfa ? 'profile.withCode' : 'profile.withoutCode'),
    },
    {
      key: 'seen',
      header: t('profile.lastSeen'),
      width: 'narrow',
      cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} />,
    },
    {
      key: 'actions',
      header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
      width: 'narrow',
      cell: ({ id, current, userAgent }) =>
        !current && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${t('profile.end')}: ${browserName(userAgent) ?? t('profile.unknownBrowser')}`}
            loading={end.isPending && end.variables === id}
            onClick={() => end.mutate(id)}
          >
            {t('profile.end')}
          </Button>
        ),
    },
  ];
  return (
    <Panel
      title={t('profile.sessions')}
      flush
      aside={
        (sessions.data?.items.length ?? 0) > 1 && (
          <Button size="compact-sm" variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            {t('profile.endOthers')}
          </Button>
        )
      }
    >
      <ProblemAlert error={end.error ?? endOthers.error} />
      <QueryView query={sessions} skeleton={<RowSkeleton rows={2} />}>
        {({ items }) => (
          <DataTable label={t('profile.sessions')} columns={columns} rows={items} rowKey={({ id }) => id} />
        )}
      </QueryView>
    </Panel>
  );
};
