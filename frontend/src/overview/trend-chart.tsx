import '@mantine/charts/styles.layer.css';
import { CompositeChart } from '@mantine/charts';
import type { Overview } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

/** The trend as lines. The numbers are in the table beside it, so the drawing itself is hidden from assistive technology. */
export const TrendChart = ({ trend }: { readonly trend: Overview['trend'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <figure className="chart" aria-label={t('overview.trendAlt')}>
      <div aria-hidden>
        <CompositeChart
          h={312}
          data={trend.map((point) => ({ ...point, label: format.day(point.day) }))}
          dataKey="label"
          withLegend
          withDots={false}
          legendProps={{ verticalAlign: 'bottom', height: 36 }}
          curveType="monotone"
          gridAxis="x"
          tickLine="none"
          strokeDasharray="2 4"
          valueFormatter={(value) => format.number(value)}
          yAxisProps={{ width: 40, allowDecimals: false }}
          xAxisProps={{ minTickGap: 40 }}
          composedChartProps={{ accessibilityLayer: false }}
          areaProps={{ isAnimationActive: false, fillOpacity: 0.14 }}
          barProps={{ isAnimationActive: false }}
          maxBarWidth={14}
          series={[
            { name: 'opened', label: t('overview.columns.opened'), color: 'var(--high)', type: 'bar' },
            { name: 'resolved', label: t('overview.columns.resolved'), color: 'var(--pass)', type: 'bar' },
            { name: 'open', label: t('overview.columns.open'), color: 'var(--accent)', type: 'area' },
          ]}
        />
      </div>
    </figure>
  );
};
