import type { Overview } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { useFormat } from '../format/use-format.js';
import { DataTable, type Column } from '../table/data-table.js';

/** What lists the findings behind a number. */
const queries = {
  opened: (day: string) => `opened:${day}`,
  resolved: (day: string) => `is:resolved fixed:${day}`,
};

type Row = Overview['trend'][number];

/** The trend as numbers, newest day first. */
export const TrendTable = ({ trend }: { readonly trend: Overview['trend'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const today = trend.at(-1)?.day;
  const count = (name: keyof typeof queries): Column<Row> => ({
    key: name,
    header: t(`overview.columns.${name}`),
    align: 'end',
    cell: (row) =>
      row[name] > 0 ? (
        <Link to={findingsUrl({ q: queries[name](row.day) })}>{format.number(row[name])}</Link>
      ) : (
        format.number(0)
      ),
  });
  const columns: Column<Row>[] = [
    { key: 'day', header: t('overview.columns.day'), cell: ({ day }) => <time dateTime={day}>{format.day(day)}</time> },
    {
      key: 'open',
      header: t('overview.columns.open'),
      align: 'end',
      // What was open on an earlier day is listed nowhere.
      cell: ({ day, open }) =>
        day === today ? <Link to={findingsUrl({ status: 'open' })}>{format.number(open)}</Link> : format.number(open),
    },
    count('opened'),
    count('resolved'),
  ];
  return (
    <div className="scroll-y" tabIndex={0} role="region" aria-label={t('overview.trend')}>
      <DataTable label={t('overview.trend')} columns={columns} rows={[...trend].reverse()} rowKey={({ day }) => day} />
    </div>
  );
};
