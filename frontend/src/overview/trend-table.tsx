import type { Overview } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { DataTable, type Column } from '../table/data-table.js';

type Row = Overview['trend'][number];

/** The trend as numbers, newest day first. */
export const TrendTable = ({ trend }: { readonly trend: Overview['trend'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const count = (name: 'open' | 'opened' | 'resolved'): Column<Row> => ({
    key: name,
    header: t(`overview.columns.${name}`),
    align: 'end',
    cell: (row) => format.number(row[name]),
  });
  const columns: Column<Row>[] = [
    { key: 'day', header: t('overview.columns.day'), cell: ({ day }) => <time dateTime={day}>{format.day(day)}</time> },
    count('open'),
    count('opened'),
    count('resolved'),
  ];
  return (
    <div className="scroll-y" tabIndex={0} role="region" aria-label={t('overview.trend')}>
      <DataTable label={t('overview.trend')} columns={columns} rows={[...trend].reverse()} rowKey={({ day }) => day} />
    </div>
  );
};
