import type { FindingDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { At } from '../format/moment.js';
import { useText } from '../i18n/use-language.js';
import { JsonView } from '../json/json-view.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Prose } from '../shell/prose.js';
import { ChangeCause } from './change-cause.js';
import { Changes } from './changes.js';

/** The life of a finding, newest first, each change with the evidence before and after. */
export const History = ({ entries }: { readonly entries: FindingDetail['history'] }) => {
  const { t } = useTranslation();
  const text = useText();
  const newestFirst = [...entries].sort((a, b) => b.at.localeCompare(a.at));
  return (
    <ol className="history">
      {newestFirst.map(({ id, at, change, actor, scanId, severity, reason, before, after, changes, cause }) => (
        <li key={id} data-change={change}>
          <div className="history-head">
            <strong>{t(`findings.change.${change}`)}</strong>
            <SeverityMark severity={severity} compact />
            <span className="sub">
              <At at={at} />
              {actor && ` · ${actor}`}
              {scanId && (
                <>
                  {' · '}
                  <Link to={`/scans/${scanId}`}>{t('scans.one')}</Link>
                </>
              )}
            </span>
          </div>
          {reason && (
            <p>
              <Prose text={text(reason)} />
            </p>
          )}
          {cause && (
            <p>
              {t('findings.cause')} <ChangeCause cause={cause} />
            </p>
          )}
          {changes && changes.length > 0 && <Changes changes={changes} />}
          {(before !== undefined || after !== undefined) && (before !== null || after !== null) && (
            <details>
              <summary>{t('findings.beforeAfter')}</summary>
              <div className="before-after">
                <div>
                  <h3>{t('findings.before')}</h3>
                  <JsonView value={before ?? null} label={t('findings.before')} />
                </div>
                <div>
                  <h3>{t('findings.after')}</h3>
                  <JsonView value={after ?? null} label={t('findings.after')} />
                </div>
              </div>
            </details>
          )}
        </li>
      ))}
    </ol>
  );
};
