import type { Policy } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useFormat } from '../format/use-format.js';

interface Props {
  readonly counts: Policy['counts'];
  /** The address of the findings behind the failures. */
  readonly failing?: string;
}

/** How many resources pass, fail and could not be judged: a bar, and the numbers. */
export const VerdictCounts = ({ counts, failing }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const total = counts.pass + counts.fail + counts.unknown;
  if (total === 0) return <span className="sub">{t('policies.noResources')}</span>;
  const fails = t('policies.fail', { count: counts.fail, shown: format.number(counts.fail) });
  return (
    <span className="verdicts">
      <span className="verdict-bar" aria-hidden>
        {(['fail', 'unknown', 'pass'] as const)
          .filter((name) => counts[name] > 0)
          .map((name) => (
            <span key={name} data-verdict={name} style={{ flexGrow: counts[name] }} />
          ))}
      </span>
      <span className="sub">
        {failing && counts.fail > 0 ? <Link to={failing}>{fails}</Link> : fails} ·{' '}
        {t('policies.pass', { count: counts.pass, shown: format.number(counts.pass) })}
        {counts.unknown > 0 &&
          ` · ${t('policies.unknown', { count: counts.unknown, shown: format.number(counts.unknown) })}`}
      </span>
    </span>
  );
};
