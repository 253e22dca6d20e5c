import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { heatSteps } from './heat.js';

/** Which percentages the colours stand for. */
export const HeatLegend = () => {
  const { t } = useTranslation();
  const { percent } = useFormat();
  const last = heatSteps.length - 1;
  return (
    <ul className="heat-legend" aria-label={t('compliance.legend')}>
      {heatSteps.map(({ heat, from }, index) => (
        <li key={heat} data-heat={heat}>
          <span className="heat-swatch" aria-hidden />
          {index === 0
            ? t('compliance.legendBelow', { to: percent(heatSteps[1].from) })
            : index === last
              ? t('compliance.legendFrom', { from: percent(from) })
              : `${percent(from)} – ${percent(heatSteps[index + 1]?.from ?? 100)}`}
        </li>
      ))}
      <li data-heat="none">
        <span className="heat-swatch" aria-hidden />
        {t('compliance.legendNone')}
      </li>
    </ul>
  );
};
