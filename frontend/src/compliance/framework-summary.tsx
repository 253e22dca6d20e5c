import type { ComplianceFramework, ControlStatus } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { StatusBar } from './status-bar.js';
import { StatusFilter } from './status-filter.js';

interface Props {
  readonly counts: ComplianceFramework['counts'];
  readonly chosen: readonly ControlStatus[];
  readonly onChange: (chosen: ControlStatus[]) => void;
}

/** How far a framework is satisfied: the percentage, what is not in it, and the numbers as filters. */
export const FrameworkSummary = ({ counts, chosen, onChange }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <section className="panel framework-summary" aria-label={t('compliance.evidence')}>
      <div className="framework-percent">
        {counts.percent === null ? (
          <span className="heat-none">{t('compliance.notJudged')}</span>
        ) : (
          <>
            <strong>{format.percent(counts.percent)}</strong>{' '}
            <span className="sub-inline">{t('compliance.passedShare')}</span>
          </>
        )}
      </div>
      <div className="framework-counts">
        <StatusBar counts={counts} />
        <StatusFilter counts={counts} chosen={chosen} onChange={onChange} />
        <p className="sub">{t('compliance.excludes')}</p>
      </div>
    </section>
  );
};
