import type { Scan } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { DataTable, type Column } from '../table/data-table.js';
import { isRunning } from './scan-progress.js';
import { ScanBar } from './scan-bar.js';
import { ScanStateMark } from './scan-state-mark.js';

/** Scans, with the progress of those that run and the holes of those that ended. */
export const ScansTable = ({ scans }: { readonly scans: readonly Scan[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const columns: Column<Scan>[] = [
    {
      key: 'state',
      header: t('scans.fields.state'),
      width: 'narrow',
      cell: ({ state }) => <ScanStateMark state={state} />,
    },
    {
      key: 'account',
      header: t('scans.fields.account'),
      width: 'rest',
      cell: ({ id, accountName, awsAccountId, trigger, scope }) => (
        <>
          <Link to={`/scans/${id}`} className="row-link">
            {accountName}
          </Link>
          <span className="sub">
            {awsAccountId && <span className="mono">{awsAccountId} · </span>}
            {t(`scans.trigger.${trigger}`)}
            {scope.services.length > 0 && ` · ${scope.services.join(', ').toUpperCase()}`}
          </span>
        </>
      ),
    },
    {
      key: 'progress',
      header: t('scans.fields.progress'),
      cell: (scan) =>
        isRunning(scan.state) ? (
          <ScanBar scan={scan} />
        ) : (
          <span>{t('scans.resources', { count: scan.resources })}</span>
        ),
    },
    {
      key: 'holes',
      header: t('scans.fields.holes'),
      align: 'end',
      width: 'narrow',
      cell: ({ holes }) => <span data-tone={holes > 0 ? 'warn' : undefined}>{format.number(holes)}</span>,
    },
    {
      key: 'calls',
      header: t('scans.fields.calls'),
      align: 'end',
      width: 'narrow',
      wideOnly: true,
      cell: ({ counts }) => format.number(counts.calls),
    },
    {
      key: 'took',
      header: t('scans.fields.took'),
      align: 'end',
      width: 'narrow',
      wideOnly: true,
      cell: ({ counts }) => format.duration(counts.seconds),
    },
    {
      key: 'started',
      header: t('scans.fields.started'),
      width: 'narrow',
      cell: ({ startedAt, createdAt }) => <Ago at={startedAt ?? createdAt} />,
    },
  ];
  return <DataTable label={t('scans.title')} columns={columns} rows={scans} rowKey={({ id }) => id} />;
};
