import { DiscoveredAccount, listOf } from '@cspmexa/contracts';
import { Button, Checkbox, Group, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBinaryTree } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useCan } from '../session/use-session.js';
import { BackLink } from '../shell/back-link.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { FilterMenu } from '../table/filter-menu.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { discoveredQuery } from './accounts-queries.js';

const State = DiscoveredAccount.shape.state;
const view = { state: listOf(State), cursor: z.string().max(2_000) };

/** Accounts of the organization; proposed ones can be connected together. */
export const DiscoveredPage = () => {
  const { t } = useTranslation();
  const mayConnect = useCan()('accounts:write');
  const queries = useQueryClient();
  const { values, ignored, change } = useUrlState(view);
  const discovered = useQuery(discoveredQuery(values.state ?? [], values.cursor));
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const [roleName, setRoleName] = useState('cspmexa-read');
  const renew = (): Promise<void> => queries.invalidateQueries({ queryKey: keys.accounts });
  const connect = useMutation({
    mutationFn: () => api.connectDiscoveredAccounts({ body: { ids: [...chosen], roleName } }),
    onSuccess: async ({ items }) => {
      setChosen([]);
      const problems = items.flatMap(({ problem }) => problem ?? []);
      notifications.show({
        message: t('discovery.connected', { count: items.length - problems.length }),
        ...(problems.length > 0 ? { title: problems.join(' '), className: 'toast-bad' } : {}),
      });
      await renew();
    },
  });
  const ignore = useMutation({
    mutationFn: (discoveredId: string) => api.ignoreDiscoveredAccount({ params: { discoveredId } }),
    onSuccess: renew,
  });
  const pages = usePages({
    cursor: values.cursor,
    next: discovered.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const columns: Column<DiscoveredAccount>[] = [
    ...(mayConnect
      ? [
          {
            key: 'chosen',
            header: t('discovery.choose'),
            width: 'narrow' as const,
            cell: ({ id, name, state }: DiscoveredAccount) =>
              state === 'proposed' && (
                <Checkbox
                  size="xs"
                  aria-label={`${t('discovery.choose')}: ${name}`}
                  checked={chosen.includes(id)}
                  onChange={({ currentTarget: { checked } }) =>
                    setChosen(checked ? [...chosen, id] : chosen.filter((other) => other !== id))
                  }
                />
              ),
          },
        ]
      : []),
    {
      key: 'name',
      header: t('accounts.fields.name'),
      width: 'rest',
      cell: ({ name, accountId, awsAccountId, path }) => (
        <>
          {accountId ? <Link to={`/accounts/${accountId}`}>{name}</Link> : name}
          <span className="sub mono">{awsAccountId}</span>
          {path && <span className="sub break">{path}</span>}
        </>
      ),
    },
    {
      key: 'state',
      header: t('discovery.state'),
      width: 'narrow',
      cell: ({ state }) => t(`discovery.states.${state}`),
    },
    { key: 'seen', header: t('discovery.seen'), width: 'narrow', cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} /> },
    ...(mayConnect
      ? [
          {
            key: 'ignore',
            header: t('accounts.fields.actions'),
            width: 'narrow' as const,
            cell: ({ id, name, state }: DiscoveredAccount) =>
              (state === 'proposed' || state === 'ignored') && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t(state === 'ignored' ? 'discovery.propose' : 'discovery.ignore')}: ${name}`}
                  onClick={() => ignore.mutate(id)}
                >
                  {t(state === 'ignored' ? 'discovery.propose' : 'discovery.ignore')}
                </Button>
              ),
          },
        ]
      : []),
  ];
  return (
    <>
      <PageHeader
        back={<BackLink to="/accounts" label={t('accounts.title')} />}
        title={t('discovery.title')}
        subtitle={t('discovery.lead')}
      />
      <IgnoredNotice names={ignored} />
      <div className="filters" role="search" aria-label={t('discovery.state')}>
        <FilterMenu
          label={t('discovery.state')}
          values={values.state ?? []}
          options={State.options.map((value) => ({ value, label: t(`discovery.states.${value}`) }))}
          onChange={(state) => change({ state: State.array().parse(state), cursor: undefined })}
        />
      </div>
      {chosen.length > 0 && (
        <form
          className="spaced"
          onSubmit={(event) => {
            event.preventDefault();
            connect.mutate();
          }}
        >
          <Group align="flex-end">
            <TextInput
              label={t('discovery.roleName')}
              required
              value={roleName}
              onChange={(event) => setRoleName(event.currentTarget.value)}
            />
            <Button type="submit" loading={connect.isPending}>
              {t('discovery.connect', { count: chosen.length })}
            </Button>
          </Group>
        </form>
      )}
      <ProblemAlert error={connect.error ?? ignore.error} />
      <div className="panel list" data-flush data-stale={discovered.isPlaceholderData || undefined}>
        <QueryView query={discovered} skeleton={<RowSkeleton rows={4} />}>
          {({ items }) =>
            items.length > 0 ? (
              <DataTable label={t('discovery.title')} columns={columns} rows={items} rowKey={({ id }) => id} />
            ) : (
              <EmptyState
                icon={<IconBinaryTree size={28} />}
                title={t('discovery.emptyTitle')}
                why={t('discovery.emptyWhy')}
              />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
