import type { CallCost } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { DataTable, type Column } from '../table/data-table.js';

/** What the scan asked of AWS, action by action; the most expensive first. */
export const CostTable = ({ costs }: { readonly costs: readonly CallCost[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const count = (key: 'calls' | 'retries' | 'throttles'): Column<CallCost> => ({
    key,
    header: t(`scans.numbers.${key}`),
    align: 'end',
    width: 'narrow',
    cell: (cost) => format.number(cost[key]),
  });
  const columns: Column<CallCost>[] = [
    {
      key: 'action',
      header: t('coverage.action'),
      width: 'rest',
      cell: ({ action }) => <span className="mono">{action}</span>,
    },
    { key: 'region', header: t('coverage.region'), width: 'narrow', cell: ({ region }) => region },
    count('calls'),
    count('retries'),
    count('throttles'),
    {
      key: 'seconds',
      header: t('scans.numbers.time'),
      align: 'end',
      width: 'narrow',
      cell: ({ seconds }) => format.duration(seconds),
    },
  ];
  if (costs.length === 0) return null;
  return (
    <Panel title={t('scans.costs')} flush>
      <DataTable
        label={t('scans.costs')}
        columns={columns}
        rows={[...costs].sort((a, b) => b.calls + b.retries - a.calls - a.retries)}
        rowKey={({ service, region, action }) => [service, region, action].join('|')}
      />
    </Panel>
  );
};
