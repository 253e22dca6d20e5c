import type { ResourceChange } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { changeOf } from './change-of.js';

const signs = { added: '+', removed: '−', changed: '~' } as const;

/** What differed: where, before and after. A sign and a word tell what happened, besides the colour. */
export const VersionDiff = ({ changes }: { readonly changes: readonly ResourceChange[] }) => {
  const { t } = useTranslation();
  return (
    <ul className="diff" aria-label={t('resources.changes')}>
      {changes.map((change, at) => {
        const { kind, path, before, after, omitted } = changeOf(change);
        if (omitted !== undefined)
          return (
            <li key="omitted" className="sub">
              {t('resources.omitted', { count: omitted })}
            </li>
          );
        return (
          <li key={`${at} ${change.path}`} data-change={kind}>
            <span className="diff-sign" aria-hidden>
              {signs[kind]}
            </span>
            <span className="visually-hidden">{t(`resources.change.${kind}`)}</span>
            <code className="diff-path break">
              {path.map((step, index) => (
                <span key={index}>
                  {index > 0 && <wbr />}
                  {index > 0 && '.'}
                  {step}
                </span>
              ))}
            </code>
            <span className="diff-values">
              {before !== undefined && (
                <del>
                  <span className="visually-hidden">{t('findings.before')} </span>
                  <code className="break">{before}</code>
                </del>
              )}
              {after !== undefined && (
                <ins>
                  <span className="visually-hidden">{t('findings.after')} </span>
                  <code className="break">{after}</code>
                </ins>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
};
