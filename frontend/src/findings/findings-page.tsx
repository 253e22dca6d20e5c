import { Button, NativeSelect, Text } from '@mantine/core';
import { IconCloudPlus, IconShieldCheck } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { useFormat } from '../format/use-format.js';
import { DrawerOutlet } from '../shell/drawer-outlet.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { FindingsFilters } from './findings-filters.js';
import { findingsQuery } from './findings-queries.js';
import { FindingsTable } from './findings-table.js';
import { findingsView, isNarrowed, noFilters, pageSizes } from './findings-view.js';

/** The list of findings; a finding opens beside it as a drawer. */
export const FindingsPage = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const { values: view, ignored, change } = useUrlState(findingsView);
  const findings = useQuery(findingsQuery(view));
  const accounts = useQuery(accountsQuery).data?.items;
  const names = new Map(accounts?.map(({ id, name }) => [id, name]));
  const pages = usePages({
    cursor: view.cursor,
    next: findings.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });

  const nothing = isNarrowed(view) ? (
    <ZeroResults onClear={() => change(noFilters)} />
  ) : accounts?.length === 0 ? (
    <EmptyState
      icon={<IconCloudPlus size={28} />}
      title={t('findings.noAccountsTitle')}
      why={t('findings.noAccountsWhy')}
      action={
        <Button component={Link} to="/accounts/new">
          {t('accounts.add')}
        </Button>
      }
    />
  ) : (
    <EmptyState
      icon={<IconShieldCheck size={28} />}
      title={t('findings.emptyTitle')}
      why={t('findings.emptyWhy')}
      action={
        <Button component={Link} to="/scans">
          {t('findings.seeCoverage')}
        </Button>
      }
    />
  );

  return (
    <>
      <PageHeader
        title={t('findings.title')}
        subtitle={
          findings.data?.total !== undefined && findings.data.total !== null
            ? t('findings.total', { count: findings.data.total, shown: format.number(findings.data.total) })
            : t('findings.lead')
        }
      />
      <IgnoredNotice names={ignored} />
      <FindingsFilters view={view} onChange={change} />
      <div className="panel list" data-flush data-stale={findings.isPlaceholderData || undefined}>
        <QueryView query={findings} skeleton={<RowSkeleton rows={10} />}>
          {({ items }) => (items.length === 0 ? nothing : <FindingsTable findings={items} accountNames={names} />)}
        </QueryView>
      </div>
      <div className="list-foot">
        <Pager pages={pages} />
        <Text component="label" size="xs" c="dimmed" className="page-size">
          {t('table.perPage')}
          <NativeSelect
            size="xs"
            value={view.limit ?? '50'}
            data={[...pageSizes]}
            onChange={(event) =>
              change({ limit: findingsView.limit.parse(event.currentTarget.value), cursor: undefined })
            }
          />
        </Text>
      </div>
      <DrawerOutlet />
    </>
  );
};
