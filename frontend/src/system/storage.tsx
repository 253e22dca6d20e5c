import type { StorageReport, StoredTable } from '@cspmexa/contracts';
import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { storageQuery } from './system-queries.js';

/** What each service stores and how fast it grows. */
export const Storage = () => {
  const { t } = useTranslation();
  const storage = useQuery(storageQuery);
  return (
    <QueryView query={storage} skeleton={<RowSkeleton rows={8} />}>
      {({ services, missing }) => (
        <div className="stack">
          {missing > 0 && <Text className="error-text">{t('system.missing', { count: missing })}</Text>}
          {services.map((report) => (
            <ServiceStorage key={report.service} report={report} />
          ))}
        </div>
      )}
    </QueryView>
  );
};

const ServiceStorage = ({ report }: { readonly report: StorageReport }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const growth = (value: number | null, text: (value: number) => string): string =>
    value === null ? '–' : `${value > 0 ? '+' : ''}${text(value)}`;
  const columns: Column<StoredTable>[] = [
    {
      key: 'name',
      header: t('system.table'),
      width: 'rest',
      cell: ({ name, oldest }) => (
        <>
          <span className="mono">{name}</span>
          {oldest && (
            <span className="sub">
              {t('system.oldest')} <Ago at={oldest} />
            </span>
          )}
        </>
      ),
    },
    {
      key: 'rows',
      header: t('system.rows'),
      align: 'end',
      width: 'narrow',
      cell: ({ rows }) => format.number(rows),
    },
    {
      key: 'rowsPerDay',
      header: t('system.rowsPerDay'),
      align: 'end',
      width: 'narrow',
      cell: ({ rowsPerDay }) => growth(rowsPerDay, (value) => format.number(value)),
    },
    { key: 'bytes', header: t('system.size'), align: 'end', width: 'narrow', cell: ({ bytes }) => format.bytes(bytes) },
    {
      key: 'bytesPerDay',
      header: t('system.sizePerDay'),
      align: 'end',
      width: 'narrow',
      cell: ({ bytesPerDay }) => growth(bytesPerDay, format.bytes),
    },
    {
      key: 'keepsDays',
      header: t('system.kept'),
      align: 'end',
      width: 'narrow',
      cell: ({ keepsDays }) => (keepsDays === null ? '–' : t('system.days', { count: keepsDays })),
    },
  ];
  const total = report.tables.reduce((sum, { bytes }) => sum + bytes, 0);
  return (
    <Panel
      title={report.service}
      flush
      aside={
        <span className="sub">
          {format.bytes(total)}
          {report.objects &&
            ` · ${t('system.objects', { count: report.objects.count })} ${format.bytes(report.objects.bytes)}`}
        </span>
      }
    >
      <DataTable
        label={report.service}
        columns={columns}
        rows={[...report.tables].sort((a, b) => b.bytes - a.bytes)}
        rowKey={({ name }) => name}
      />
    </Panel>
  );
};
