import { Severity, type Overview } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { findingsUrl } from '../findings/findings-view.js';
import { useFormat } from '../format/use-format.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Panel } from '../shell/panel.js';

/** Open findings by severity; each line leads to the list of them. */
export const SeverityPanel = ({ counts }: { readonly counts: Overview['bySeverity'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const largest = Math.max(1, ...Object.values(counts));
  const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
  return (
    <Panel
      title={t('overview.bySeverity')}
      className="area-severity"
      aside={<Link to="/findings">{t('overview.openFindings', { count: total, shown: format.number(total) })}</Link>}
    >
      <ul className="bars">
        {Severity.options.map((severity) => (
          <li key={severity}>
            <Link to={findingsUrl({ severity })} className="bar-row" data-severity={severity}>
              <SeverityMark severity={severity} />
              <span className="bar slim" aria-hidden>
                <span style={{ width: `${(100 * counts[severity]) / largest}%` }} />
              </span>
              <strong>{format.number(counts[severity])}</strong>
            </Link>
          </li>
        ))}
      </ul>
    </Panel>
  );
};
