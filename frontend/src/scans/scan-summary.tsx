import type { ScanDetail } from '@cspmexa/contracts';
import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Ago, At } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { isRunning, quarterOf } from './scan-progress.js';
import { ScanBar } from './scan-bar.js';
import { useProgress } from './use-progress.js';

/** Progress and cost in numbers; each quarter is announced to those who do not see the bar. */
export const ScanSummary = ({ scan }: { readonly scan: ScanDetail }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = useProgress(scan);
  const { calls, retries, throttles, seconds } = scan.counts;
  const numbers: [string, string, boolean?][] = [
    [t('scans.numbers.resources'), format.number(scan.resources)],
    [t('scans.numbers.holes'), format.number(scan.holes), scan.holes > 0],
    [t('scans.numbers.calls'), format.number(calls)],
    [t('scans.numbers.retries'), format.number(retries)],
    [t('scans.numbers.throttles'), format.number(throttles), throttles > 0],
    [t('scans.numbers.time'), format.duration(seconds)],
  ];
  return (
    <Panel
      title={t('scans.fields.progress')}
      aside={
        <span className="sub">
          {t(`scans.trigger.${scan.trigger}`)} · <At at={scan.startedAt ?? scan.createdAt} />
          {scan.endedAt && (
            <>
              {' · '}
              {t('scans.ended')} <Ago at={scan.endedAt} />
            </>
          )}
        </span>
      }
    >
      <ScanBar scan={scan} />
      <VisuallyHidden role="status" aria-live="polite">
        {isRunning(scan.state)
          ? t('scans.announce', { percent: format.percent(quarterOf(percent)) })
          : t(`scans.state.${scan.state}`)}
      </VisuallyHidden>
      <dl className="numbers">
        {numbers.map(([name, value, warn]) => (
          <div key={name} data-tone={warn ? 'warn' : undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
