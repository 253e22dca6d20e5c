import type { Overview } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';
import { fixedUrl } from './fixed-url.js';

const circumference = 2 * Math.PI * 52;

/** The score, never without how much of the truth it stands on. */
export const ScorePanel = ({ overview }: { readonly overview: Overview }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { score, coverage, meanHoursToFix } = overview;
  return (
    <Panel title={t('overview.score')} className="area-score">
      <div className="score">
        <div className="ring">
          <svg viewBox="0 0 120 120" aria-hidden>
            <circle cx="60" cy="60" r="52" className="ring-track" />
            <circle
              cx="60"
              cy="60"
              r="52"
              className="ring-value"
              strokeDasharray={circumference}
              strokeDashoffset={circumference * (1 - (score ?? 0) / 100)}
            />
          </svg>
          <p className="ring-text">
            <strong>{score === null ? '–' : format.number(Math.floor(score))}</strong>
            <span>{t(score === null ? 'overview.noScore' : 'overview.ofHundred')}</span>
          </p>
        </div>
        <dl className="score-facts">
          <div>
            <dt>{t('overview.coverage')}</dt>
            <dd>
              <strong>{coverage.percent === null ? '–' : format.percent(coverage.percent)}</strong>
              <span className="bar slim" aria-hidden>
                <span style={{ width: `${coverage.percent ?? 0}%` }} />
              </span>
              <span className="sub">
                <Link to="/policies">{t('overview.judged', { count: coverage.judged })}</Link> ·{' '}
                <Link to="/scans">{t('overview.unknown', { count: coverage.unknown })}</Link>
              </span>
            </dd>
          </div>
          <div>
            <dt>{t('overview.meanTimeToFix')}</dt>
            <dd>
              <strong>
                {meanHoursToFix === null ? (
                  '–'
                ) : (
                  <Link to={fixedUrl(overview.trend)}>{format.duration(meanHoursToFix * 3_600)}</Link>
                )}
              </strong>
              <span className="sub">
                {t(meanHoursToFix === null ? 'overview.nothingFixed' : 'overview.meanTimeWhy')}
              </span>
            </dd>
          </div>
        </dl>
      </div>
    </Panel>
  );
};
