import { ControlStatus, type ControlCounts } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { statusIcons } from './control-status-mark.js';

const countOf = (counts: ControlCounts, status: ControlStatus): number =>
  counts[status === 'not-applicable' ? 'notApplicable' : status];

interface Props {
  readonly counts: ControlCounts;
  readonly chosen: readonly ControlStatus[];
  readonly onChange: (chosen: ControlStatus[]) => void;
}

/** The controls by status: each number is a switch that narrows the list to it. */
export const StatusFilter = ({ counts, chosen, onChange }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="status-filter" role="group" aria-label={t('compliance.filterByStatus')}>
      {ControlStatus.options.map((status) => {
        const Icon = statusIcons[status];
        const isChosen = chosen.includes(status);
        return (
          <button
            key={status}
            type="button"
            className="status-toggle"
            data-control={status}
            aria-pressed={isChosen}
            title={t(`compliance.statusWhy.${status}`)}
            onClick={() => onChange(isChosen ? chosen.filter((one) => one !== status) : [...chosen, status])}
          >
            <span className="status-toggle-name">
              <Icon size={16} aria-hidden />
              {t(`compliance.status.${status}`)}
            </span>{' '}
            <strong>{format.number(countOf(counts, status))}</strong>
          </button>
        );
      })}
    </div>
  );
};
