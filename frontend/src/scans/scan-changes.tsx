import type { Scan, ScanComparison } from '@cspmexa/contracts';
import { NativeSelect, SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { ResourceName } from '../findings/resource-name.js';
import { useFormat } from '../format/use-format.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { MoreButton } from '../table/more-button.js';
import { useUrlState } from '../url/use-url-state.js';
import { isRunning } from './scan-progress.js';
import { scansQuery } from './scans-queries.js';

type Row = ScanComparison['items'][number];
const changes = ['opened', 'resolved', 'changed'] as const;

/** The part of a scan's address that says what it is compared with. */
export const comparisonView = { from: z.uuid(), change: z.enum(changes) };

/** What became of the findings since another scan of the account: the one before it, unless another is chosen. */
export const ScanChanges = ({ scan }: { readonly scan: Pick<Scan, 'id' | 'accountId' | 'generation'> }) => {
  const { t } = useTranslation();
  const text = useText();
  const format = useFormat();
  const { values, change } = useUrlState(comparisonView);
  const { from, change: only } = values;
  const others = useQuery(scansQuery({ accountId: scan.accountId }, 50)).data?.items ?? [];
  const query = { to: scan.id, limit: 50, ...(from ? { from } : {}), ...(only ? { change: only } : {}) };
  const comparison = useInfiniteQuery({
    queryKey: [...keys.findings, 'comparison', query],
    queryFn: ({ signal, pageParam }) =>
      api.compareScans({ query: { ...query, ...(pageParam ? { cursor: pageParam } : {}) } }, { signal }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
  const first = comparison.data?.pages[0];
  const rows = comparison.data?.pages.flatMap(({ items }) => items) ?? [];
  const columns: Column<Row>[] = [
    {
      key: 'change',
      header: t('comparison.change'),
      width: 'narrow',
      cell: (row) => (
        <span
          className="mark"
          data-tone={row.change === 'resolved' ? 'good' : row.change === 'opened' ? 'bad' : 'warn'}
        >
          {t(`comparison.row.${row.change}`)}
        </span>
      ),
    },
    {
      key: 'severity',
      header: t('findings.fields.severity'),
      width: 'narrow',
      cell: ({ before, after }) => (
        <>
          {before && before.severity !== after.severity && (
            <>
              <SeverityMark severity={before.severity} compact />{' '}
              <span aria-label={t('comparison.became')}>→</span>{' '}
            </>
          )}
          <SeverityMark severity={after.severity} />
        </>
      ),
    },
    {
      key: 'finding',
      header: t('findings.fields.finding'),
      width: 'rest',
      cell: ({ finding }) => (
        <>
          <Link to={`/findings/${finding.id}`} className="row-link">
            {text(finding.title)}
          </Link>
          <ResourceName finding={finding} />
        </>
      ),
    },
  ];
  return (
    <Panel
      title={t('comparison.title')}
      flush
      aside={
        <NativeSelect
          size="xs"
          aria-label={t('comparison.with')}
          value={from ?? ''}
          onChange={(event) => change({ from: event.currentTarget.value || undefined })}
          data={[
            { value: '', label: t('comparison.previous') },
            ...others
              .filter(({ id, state }) => id !== scan.id && !isRunning(state))
              .map(({ id, startedAt, createdAt, generation }) => ({
                value: id,
                label: `#${generation} · ${format.dateTime(startedAt ?? createdAt)}`,
              })),
          ]}
        />
      }
    >
      <QueryView
        query={{
          data: first,
          error: comparison.error,
          isFetching: comparison.isFetching,
          refetch: comparison.refetch,
        }}
        skeleton={<RowSkeleton rows={3} />}
      >
        {({ counts, from: base }: ScanComparison) => (
          <>
            <div className="comparison-head">
              <SegmentedControl
                size="xs"
                aria-label={t('comparison.change')}
                value={only ?? 'all'}
                onChange={(value) => change({ change: comparisonView.change.safeParse(value).data })}
                data={[
                  { value: 'all', label: t('comparison.all') },
                  ...changes.map((value) => ({
                    value,
                    label: `${t(`comparison.${value}`)} ${format.number(counts[value])}`,
                  })),
                ]}
              />
              <Text size="sm" c="dimmed">
                {base ? t('comparison.since', { at: format.dateTime(base.judgedAt) }) : t('comparison.first')}
              </Text>
            </div>
            {rows.length > 0 ? (
              <DataTable
                label={t('comparison.title')}
                columns={columns}
                rows={rows}
                rowKey={({ finding }) => finding.id}
              />
            ) : (
              <Text c="dimmed" p="md">
                {t('comparison.nothing')}
              </Text>
            )}
            <MoreButton query={comparison}>{t('comparison.more')}</MoreButton>
          </>
        )}
      </QueryView>
    </Panel>
  );
};
