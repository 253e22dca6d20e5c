import { listOf, ScanState } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconFilterOff, IconRadar2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { FilterMenu } from '../table/filter-menu.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { scansQuery } from './scans-queries.js';
import { ScansTable } from './scans-table.js';

const view = { state: listOf(ScanState), accountId: z.uuid(), cursor: z.string().max(2_000) };
const noFilters = { state: undefined, accountId: undefined, cursor: undefined };

/** Scans, newest first. */
export const ScansPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const scans = useQuery(scansQuery(values));
  const accounts = useQuery(accountsQuery).data?.items ?? [];
  const pages = usePages({
    cursor: values.cursor,
    next: scans.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const narrowed = Boolean(values.state?.length) || values.accountId !== undefined;
  return (
    <>
      <PageHeader title={t('scans.title')} subtitle={t('scans.lead')} />
      <IgnoredNotice names={ignored} />
      <div className="filters" role="search" aria-label={t('scans.filters')}>
        <FilterMenu
          label={t('scans.fields.state')}
          values={values.state ?? []}
          options={ScanState.options.map((value) => ({ value, label: t(`scans.state.${value}`) }))}
          onChange={(state) => change({ state: ScanState.array().parse(state), cursor: undefined })}
        />
        <FilterMenu
          label={t('scans.fields.account')}
          values={values.accountId ? [values.accountId] : []}
          options={accounts.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(ids) => change({ accountId: ids.at(-1), cursor: undefined })}
        />
        {narrowed && (
          <Button
            size="xs"
            variant="subtle"
            leftSection={<IconFilterOff size={14} aria-hidden />}
            onClick={() => change(noFilters)}
          >
            {t('states.clearFilters')}
          </Button>
        )}
      </div>
      <div className="panel list" data-flush data-stale={scans.isPlaceholderData || undefined}>
        <QueryView query={scans} skeleton={<RowSkeleton rows={6} />}>
          {({ items }) => {
            if (items.length > 0) return <ScansTable scans={items} />;
            if (narrowed) return <ZeroResults onClear={() => change(noFilters)} />;
            return (
              <EmptyState
                icon={<IconRadar2 size={28} />}
                title={t('scans.emptyTitle')}
                why={t('scans.emptyWhy')}
                action={
                  <Button component={Link} to="/accounts">
                    {t('scans.toAccounts')}
                  </Button>
                }
              />
            );
          }}
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
