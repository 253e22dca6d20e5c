import type { FindingDetail } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { controlUrl } from '../compliance/framework-view.js';
import { useText } from '../i18n/use-language.js';
import { Panel } from '../shell/panel.js';

type Props = Pick<FindingDetail, 'controls' | 'sameAs'>;

/** Which controls of which frameworks ask for it, and which checks of other tools say the same. */
export const Controls = ({ controls, sameAs }: Props) => {
  const { t } = useTranslation();
  const text = useText();
  if (controls.length === 0 && sameAs.length === 0) return null;
  return (
    <Panel title={t('findings.controls')}>
      {controls.length > 0 && (
        <ul className="controls">
          {controls.map(({ id, title }) => (
            <li key={id}>
              <Link to={controlUrl(id)}>
                <span className="chip mono">{id}</span> {text(title)}
              </Link>
            </li>
          ))}
        </ul>
      )}
      {sameAs.length > 0 && (
        <p className="same-as">
          {t('findings.sameAs')}{' '}
          {sameAs.map((check) => (
            <span key={check} className="chip mono break">
              {check}
            </span>
          ))}
        </p>
      )}
    </Panel>
  );
};
