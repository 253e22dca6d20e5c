import type { ComplianceMatrix } from '@cspmexa/contracts';
import { Alert, Button, NativeSelect } from '@mantine/core';
import { IconChecklist, IconInfoCircle } from '@tabler/icons-react';
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
import { IgnoredNotice } from '../table/ignored-notice.js';
import { SearchField } from '../table/search-field.js';
import { useUrlState } from '../url/use-url-state.js';
import { complianceQuery } from './compliance-queries.js';
import { HeatLegend } from './heat-legend.js';
import { HeatMap } from './heat-map.js';
import { isJudged } from './heat.js';
import { matrixRows } from './matrix-rows.js';
import { useFirstRows } from './use-first-rows.js';

/** More than people look through; the others are found by name, or by the worst first. */
const firstAccounts = 100;

const view = { search: z.string().max(200), sort: z.enum(['name', 'worst']) };

/** How far each account satisfies each framework. */
export const CompliancePage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const matrix = useQuery(complianceQuery);
  // Rows are in the order of their names.
  const { isPending } = useQuery(accountsQuery);
  const named = isPending ? { ...matrix, data: undefined } : matrix;
  return (
    <>
      <PageHeader title={t('compliance.title')} subtitle={t('compliance.lead')} />
      <IgnoredNotice names={ignored} />
      <div className="filters" role="search" aria-label={t('compliance.searchAccounts')}>
        <SearchField
          label={t('compliance.searchAccounts')}
          value={values.search ?? ''}
          onChange={(search) => change({ search: search || undefined }, { replace: true })}
        />
        <NativeSelect
          size="xs"
          className="sort"
          aria-label={t('table.sort')}
          value={values.sort ?? 'name'}
          data={(['name', 'worst'] as const).map((value) => ({ value, label: t(`compliance.sort.${value}`) }))}
          onChange={(event) => change({ sort: event.currentTarget.value === 'worst' ? 'worst' : undefined })}
        />
      </div>
      <div className="panel list" data-flush>
        <QueryView query={named} skeleton={<RowSkeleton rows={6} height={72} />}>
          {(data) => (
            <Matrix
              matrix={data}
              search={values.search ?? ''}
              sort={values.sort ?? 'name'}
              onClear={() => change({ search: undefined })}
            />
          )}
        </QueryView>
      </div>
      {named.data && <p className="footnote">{t('compliance.excludes')}</p>}
    </>
  );
};

interface MatrixProps {
  readonly matrix: ComplianceMatrix;
  readonly search: string;
  readonly sort: 'name' | 'worst';
  readonly onClear: () => void;
}

const Matrix = ({ matrix, search, sort, onClear }: MatrixProps) => {
  const { t } = useTranslation();
  const accounts = useQuery(accountsQuery);
  const names = new Map(accounts.data?.items.map(({ id, name }) => [id, name]));
  const rows = matrixRows(matrix, { nameOf: (accountId) => names.get(accountId), search, sort });
  const all = {
    accountId: null,
    name: t('compliance.allAccounts'),
    awsAccountId: '',
    counts: matrix.frameworks.map((framework) => framework.all),
  };

  const { shown, more } = useFirstRows(rows, firstAccounts);

  if (matrix.frameworks.length === 0)
    return (
      <EmptyState
        icon={<IconChecklist size={28} />}
        title={t('compliance.emptyTitle')}
        why={t('compliance.emptyWhy')}
      />
    );
  if (matrix.accounts.length === 0)
    return (
      <EmptyState
        icon={<IconChecklist size={28} />}
        title={t('compliance.noAccountsTitle')}
        why={t('compliance.noAccountsWhy')}
        action={
          <Button component={Link} to="/accounts/new">
            {t('compliance.connect')}
          </Button>
        }
      />
    );
  return (
    <>
      {!matrix.frameworks.some((framework) => isJudged(framework.all)) && (
        <Alert className="notice inset" icon={<IconInfoCircle size={16} />} title={t('compliance.noScanTitle')}>
          {t('compliance.noScanWhy')} <Link to="/scans">{t('compliance.seeScans')}</Link>
        </Alert>
      )}
      <HeatMap frameworks={matrix.frameworks} rows={[all, ...shown]} />
      {more}
      {rows.length === 0 && <ZeroResults onClear={onClear} />}
      <HeatLegend />
    </>
  );
};
