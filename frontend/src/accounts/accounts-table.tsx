import type { Account } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconRadar2 } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Ago } from '../format/moment.js';
import { ScanStateMark } from '../scans/scan-state-mark.js';
import { useCan } from '../session/use-session.js';
import { DataTable, type Column } from '../table/data-table.js';
import { AccountStatus } from './account-status.js';
import { useScanNow } from './use-scan-now.js';

/** Accounts with what their credentials and their last scan say. */
export const AccountsTable = ({ accounts }: { readonly accounts: readonly Account[] }) => {
  const { t } = useTranslation();
  const mayScan = useCan()('scans:run');
  const scan = useScanNow();
  const columns: Column<Account>[] = [
    {
      key: 'name',
      header: t('accounts.fields.name'),
      width: 'rest',
      cell: ({ id, name, awsAccountId, sandbox }) => (
        <>
          <Link to={`/accounts/${id}`} className="row-link">
            {name}
          </Link>
          {sandbox && <span className="chip">{t('accounts.sandbox')}</span>}
          <span className="sub mono">{awsAccountId ?? t('accounts.idUnknown')}</span>
        </>
      ),
    },
    {
      key: 'status',
      header: t('accounts.fields.status'),
      cell: (account) => (
        <>
          <AccountStatus account={account} />
          {account.statusDetail && <span className="sub clamp">{account.statusDetail}</span>}
        </>
      ),
    },
    {
      key: 'scope',
      header: t('accounts.fields.scope'),
      wideOnly: true,
      cell: ({ scope }) => (
        <span className="sub">
          {scope.services.length > 0 ? scope.services.join(', ').toUpperCase() : t('accounts.allServices')}
          {' · '}
          {scope.regions.length > 0 ? t('accounts.regions', { count: scope.regions.length }) : t('accounts.allRegions')}
        </span>
      ),
    },
    {
      key: 'last-scan',
      header: t('accounts.fields.lastScan'),
      width: 'narrow',
      cell: ({ lastScan }) =>
        lastScan ? (
          <>
            <ScanStateMark state={lastScan.state} />
            <span className="sub">
              <Ago at={lastScan.startedAt} />
            </span>
          </>
        ) : (
          <span className="sub">{t('accounts.neverScanned')}</span>
        ),
    },
    ...(mayScan
      ? [
          {
            key: 'actions',
            header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
            width: 'narrow' as const,
            cell: ({ id, name, enabled }: Account) => (
              <Button
                className="above-row"
                size="compact-sm"
                variant="default"
                leftSection={<IconRadar2 size={14} aria-hidden />}
                disabled={!enabled}
                loading={scan.isPending && scan.variables === id}
                aria-label={`${t('accounts.scanNow')}: ${name}`}
                onClick={() => scan.mutate(id)}
              >
                {t('accounts.scanNow')}
              </Button>
            ),
          },
        ]
      : []),
  ];
  return <DataTable label={t('accounts.title')} columns={columns} rows={accounts} rowKey={({ id }) => id} />;
};
