import type { Scan } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { useProgress } from './use-progress.js';

/** How far a scan is, as a bar and in words. */
export const ScanBar = ({ scan }: { readonly scan: Pick<Scan, 'id' | 'state' | 'units' | 'accountName'> }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const percent = useProgress(scan);
  const { total, done, failed } = scan.units;
  const text = t('scans.unitsOf', { done: format.number(done), total: format.number(total) });
  return (
    <span className="scan-bar">
      <span
        role="progressbar"
        aria-label={t('scans.progressOf', { name: scan.accountName })}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuetext={`${format.percent(percent)}, ${text}`}
        className="bar"
        data-failed={failed > 0 || undefined}
      >
        <span style={{ width: `${percent}%` }} />
      </span>
      <span className="sub">
        {text}
        {failed > 0 && ` · ${t('scans.unitsFailed', { count: failed })}`}
      </span>
    </span>
  );
};
