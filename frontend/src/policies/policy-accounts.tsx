import type { PolicyDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAccountName } from '../compliance/use-account-name.js';
import { useFirstRows } from '../compliance/use-first-rows.js';
import { Panel } from '../shell/panel.js';
import { DataTable, type Column } from '../table/data-table.js';
import { policyFindingsUrl } from './policy-findings.js';
import { VerdictCounts } from './verdict-counts.js';

type Row = PolicyDetail['byAccount'][number];

/** In which accounts a policy is satisfied, and in which not; the numbers lead to the findings. */
export const PolicyAccounts = ({ policy }: { readonly policy: PolicyDetail }) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  const { shown, more } = useFirstRows([...policy.byAccount].sort((a, b) => b.counts.fail - a.counts.fail));
  const columns: Column<Row>[] = [
    {
      key: 'account',
      header: t('policies.account'),
      width: 'rest',
      cell: ({ accountId, off }) => (
        <>
          <Link to={`/accounts/${accountId}`}>{nameOf(accountId)}</Link>
          {off && <span className="chip spaced">{t('policies.off')}</span>}
        </>
      ),
    },
    {
      key: 'counts',
      header: t('policies.resources'),
      width: 'narrow',
      cell: ({ accountId, counts }) => (
        <VerdictCounts counts={counts} failing={policyFindingsUrl({ policyId: policy.id, accountId })} />
      ),
    },
  ];
  return (
    <Panel
      title={t('policies.where')}
      flush={policy.byAccount.length > 0}
      aside={
        <>
          <VerdictCounts counts={policy.counts} />
          <Link to={policyFindingsUrl({ policyId: policy.id })}>{t('policies.openFindings')}</Link>
        </>
      }
    >
      {policy.byAccount.length > 0 ? (
        <>
          <DataTable label={t('policies.where')} columns={columns} rows={shown} rowKey={({ accountId }) => accountId} />
          {more}
        </>
      ) : (
        <p className="sub">{t('policies.neverJudged')}</p>
      )}
    </Panel>
  );
};
