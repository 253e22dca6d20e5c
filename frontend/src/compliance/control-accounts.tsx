import type { ControlEvidence, ControlStatus } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { VerdictCounts } from '../policies/verdict-counts.js';
import { DataTable, type Column } from '../table/data-table.js';
import { ControlStatusMark } from './control-status-mark.js';
import { frameworkUrl } from './framework-view.js';
import { useAccountName } from './use-account-name.js';
import { useFirstRows } from './use-first-rows.js';

type Row = ControlEvidence['byAccount'][number];

interface Props {
  readonly frameworkId: string;
  readonly controlId: string;
  readonly accounts: readonly Row[];
  /** Whether there are verdicts to show. */
  readonly isJudgedByPolicies: boolean;
}

const order: readonly ControlStatus[] = ['failed', 'unknown', 'manual', 'passed', 'not-applicable'];
const worstFirst = (accounts: readonly Row[]): Row[] =>
  [...accounts].sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || b.counts.fail - a.counts.fail);

/** The status of a control in each account, the worst first. */
export const ControlAccounts = ({ frameworkId, controlId, accounts, isJudgedByPolicies }: Props) => {
  const { t } = useTranslation();
  const nameOf = useAccountName();
  const { shown, more } = useFirstRows(worstFirst(accounts));
  const columns: Column<Row>[] = [
    {
      key: 'status',
      header: t('findings.fields.status'),
      width: 'narrow',
      cell: ({ status }) => <ControlStatusMark status={status} />,
    },
    {
      key: 'account',
      header: t('compliance.account'),
      width: 'rest',
      cell: ({ accountId }) => (
        <Link to={frameworkUrl(frameworkId, { account: accountId, control: controlId })}>{nameOf(accountId)}</Link>
      ),
    },
    ...(isJudgedByPolicies
      ? [
          {
            key: 'counts',
            header: t('compliance.verdicts'),
            width: 'narrow' as const,
            cell: ({ counts }: Row) => <VerdictCounts counts={counts} />,
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable
        label={t('compliance.byAccount')}
        columns={columns}
        rows={shown}
        rowKey={({ accountId }) => accountId}
      />
      {more}
    </>
  );
};
