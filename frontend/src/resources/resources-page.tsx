import { parseResourceQuery, parseTerms } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconCloudPlus, IconServer2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { accountsQuery } from '../accounts/accounts-queries.js';
import { useFormat } from '../format/use-format.js';
import { useKeys } from '../keys/use-keys.js';
import { understood } from '../query-bar/completions.js';
import { QueryBar } from '../query-bar/query-bar.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { ResourcesFilters } from './resources-filters.js';
import { resourcesQuery } from './resources-queries.js';
import { ResourcesTable } from './resources-table.js';
import { useResourceKeys } from './use-resource-keys.js';

const view = { q: z.string().max(1_000), cursor: z.string().max(2_000) };

/** Everything that was collected, whatever its kind. */
export const ResourcesPage = () => {
  const { t } = useTranslation();
  const format = useFormat();
  const { values: address, ignored, change } = useUrlState(view);
  const written = address.q ?? '';
  const q = understood(written, parseResourceQuery(written).problems);
  const values = useResourceKeys(
    q,
    parseTerms(q).terms.flatMap(({ key }) => key ?? []),
  );
  const resources = useQuery(resourcesQuery(q, address.cursor));
  const accounts = useQuery(accountsQuery).data?.items;
  const accountNames = new Map(accounts?.map(({ id, name }) => [id, name]));
  const ask = (next: string, options?: { replace: boolean }): void =>
    change({ q: next.trim() || undefined, cursor: undefined }, options);
  const pages = usePages({
    cursor: address.cursor,
    next: resources.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const bar = useRef<HTMLInputElement>(null);
  useKeys(t('nav.resources'), [{ keys: '/', says: t('resources.bar'), run: () => bar.current?.focus() }]);
  const total = resources.data?.total ?? values.total;

  return (
    <>
      <PageHeader
        title={t('resources.title')}
        subtitle={
          total === undefined
            ? t('resources.lead')
            : t('resources.total', { count: total, shown: format.number(total) })
        }
      />
      <IgnoredNotice names={ignored} />
      <QueryBar
        label={t('resources.bar')}
        value={written}
        onChange={ask}
        keys={values.keys}
        parse={parseResourceQuery}
        inputRef={bar}
        examples={[
          { query: 'kind:ec2.instance tag:env=prod', says: t('resources.examples.tag') },
          { query: 'service:iam -account:111122223333', says: t('resources.examples.notAccount') },
          { query: 'arn:aws:s3:::logs-*', says: t('resources.examples.arn') },
          { query: 'is:unknown', says: t('resources.examples.unknown') },
        ]}
      />
      <ResourcesFilters q={written} values={values} onChange={ask} />
      <div className="panel list" data-flush data-stale={resources.isPlaceholderData || undefined}>
        <QueryView query={resources} skeleton={<RowSkeleton rows={12} />}>
          {({ items }) => {
            if (items.length > 0) return <ResourcesTable resources={items} accountNames={accountNames} />;
            if (q !== '') return <ZeroResults onClear={() => ask('')} />;
            return accounts?.length === 0 ? (
              <EmptyState
                icon={<IconCloudPlus size={28} />}
                title={t('findings.noAccountsTitle')}
                why={t('resources.noAccountsWhy')}
                action={
                  <Button component={Link} to="/accounts/new">
                    {t('accounts.add')}
                  </Button>
                }
              />
            ) : (
              <EmptyState
                icon={<IconServer2 size={28} />}
                title={t('resources.emptyTitle')}
                why={t('resources.emptyWhy')}
                action={
                  <Button component={Link} to="/scans">
                    {t('nav.scans')}
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
