import type { Policy } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

/** How many resources pass, fail and could not be judged: a bar, and the numbers. */
export const VerdictCounts = ({ counts }: { readonly counts: Policy['counts'] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const total = counts.pass + counts.fail + counts.unknown;
  if (total === 0) return <span className="sub">{t('policies.noResources')}</span>;
  return (
    <span className="verdicts">
      <span className="verdict-bar" aria-hidden>
        {(['fail', 'unknown', 'pass'] as const).map((name) => (
          <span key={name} data-verdict={name} style={{ flexGrow: counts[name] }} />
        ))}
      </span>
      <span className="sub">
        {t('policies.fail', { count: counts.fail, shown: format.number(counts.fail) })} ·{' '}
        {t('policies.pass', { count: counts.pass, shown: format.number(counts.pass) })}
        {counts.unknown > 0 &&
          ` · ${t('policies.unknown', { count: counts.unknown, shown: format.number(counts.unknown) })}`}
      </span>
    </span>
  );
};
