import type { Account, Overview } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { DataTable, type Column } from '../table/data-table.js';

type Row = Overview['byAccount'][number];

interface Props {
  readonly accounts: readonly Row[];
  readonly known: readonly Account[];
}

const most = 8;

/** Open findings by account, the worst first. */
export const AccountsPanel = ({ accounts, known }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const names = new Map(known.map(({ id, name }) => [id, name]));
  const worst = [...accounts].sort((a, b) => b.open - a.open).slice(0, most);
  const columns: Column<Row>[] = [
    {
      key: 'account',
      header: t('findings.fields.account'),
      width: 'rest',
      cell: ({ accountId, awsAccountId }) => (
        <>
          <Link to={findingsUrl({ accountId })} className="row-link">
            {names.get(accountId) ?? awsAccountId}
          </Link>
          <span className="sub mono">{awsAccountId}</span>
        </>
      ),
    },
    {
      key: 'unknown',
      header: t('overview.columns.unknown'),
      align: 'end',
      width: 'narrow',
      cell: ({ accountId, unknown }) =>
        unknown > 0 ? (
          <Link to={`/accounts/${accountId}?tab=permissions`}>{format.number(unknown)}</Link>
        ) : (
          format.number(0)
        ),
    },
    {
      key: 'open',
      header: t('overview.columns.open'),
      align: 'end',
      width: 'narrow',
      cell: ({ open }) => format.number(open),
    },
  ];
  return (
    <Panel
      title={t('overview.byAccount')}
      className="area-accounts"
      flush
      aside={accounts.length > most && <Link to="/accounts">{t('actions.seeAll')}</Link>}
    >
      {worst.length > 0 ? (
        <DataTable
          label={t('overview.byAccount')}
          columns={columns}
          rows={worst}
          rowKey={({ accountId }) => accountId}
        />
      ) : (
        <Text c="dimmed" p="md">
          {t('overview.nothingOpen')}
        </Text>
      )}
    </Panel>
  );
};
