import { Severity, type Overview } from '@cspmexa/contracts';
import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { useFormat } from '../format/use-format.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Panel } from '../shell/panel.js';
import { fixedUrl } from './fixed-url.js';

interface Props {
  readonly overview: Pick<Overview, 'bySeverity' | 'meanHoursToFixBySeverity' | 'overdue' | 'trend'>;
}

/** Open findings by severity, as bars in a table whose rows lead to the lists of them, and how long each takes to be fixed. */
export const SeverityPanel = ({ overview }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { bySeverity: counts, meanHoursToFixBySeverity: hours, overdue } = overview;
  const largest = Math.max(1, ...Object.values(counts));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <Panel
      title={t('overview.bySeverity')}
      className="area-severity"
      aside={
        <>
          {overdue > 0 && (
            <Link to="/findings?q=is:overdue" className="overdue-link">
              {t('overview.overdue', { count: overdue })}
            </Link>
          )}
          <Link to={findingsUrl({ status: 'open' })}>
            {t('overview.openFindings', { count: total, shown: format.number(total) })}
          </Link>
        </>
      }
    >
      <table className="bars" role="table" aria-label={t('overview.bySeverity')}>
        <thead role="rowgroup">
          <tr role="row" className="bar-head">
            <th role="columnheader" scope="col">
              <VisuallyHidden>{t('findings.fields.severity')}</VisuallyHidden>
            </th>
            <th role="columnheader" scope="col">
              {t('overview.columns.open')}
            </th>
            <th role="columnheader" scope="col">
              {t('overview.columns.timeToFix')}
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          {Severity.options.map((severity) => (
            <tr key={severity} role="row" className="bar-row" data-severity={severity}>
              <th role="rowheader" scope="row">
                <Link to={findingsUrl({ severity })} className="row-link">
                  <SeverityMark severity={severity} />
                </Link>
              </th>
              <td role="cell">
                <span className="bar slim" aria-hidden>
                  <span style={{ width: `${(100 * counts[severity]) / largest}%` }} />
                </span>
                <strong>{format.number(counts[severity])}</strong>
              </td>
              <td role="cell">
                {hours[severity] === null ? (
                  '–'
                ) : (
                  <Link to={fixedUrl(overview.trend, severity)}>{format.duration(hours[severity] * 3_600)}</Link>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  );
};
