import type { Overview } from '@cspmexa/contracts';
import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { IconChartLine, IconTable } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../shell/panel.js';
import { TrendTable } from './trend-table.js';

const TrendChart = lazy(async () => ({ default: (await import('./trend-chart.js')).TrendChart }));

interface Props {
  readonly trend: Overview['trend'];
  readonly days: string;
  readonly onDays: (days: string) => void;
  readonly asTable: boolean;
  readonly onTable: (asTable: boolean) => void;
}

/** Open, opened and resolved findings day by day, as a chart or as a table. */
export const TrendPanel = ({ trend, days, onDays, asTable, onTable }: Props) => {
  const { t } = useTranslation();
  return (
    <Panel
      title={t('overview.trend')}
      className="area-trend"
      aside={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('overview.period')}
            value={days}
            onChange={onDays}
            data={['7', '30', '90'].map((value) => ({ value, label: t('overview.days', { count: Number(value) }) }))}
          />
          <Button
            size="compact-sm"
            variant="default"
            leftSection={asTable ? <IconChartLine size={14} aria-hidden /> : <IconTable size={14} aria-hidden />}
            aria-pressed={asTable}
            onClick={() => onTable(!asTable)}
          >
            {t(asTable ? 'overview.asChart' : 'overview.asTable')}
          </Button>
        </>
      }
    >
      {asTable ? (
        <TrendTable trend={trend} />
      ) : (
        <Suspense fallback={<Skeleton height={312} aria-busy />}>
          <TrendChart trend={trend} />
        </Suspense>
      )}
    </Panel>
  );
};
