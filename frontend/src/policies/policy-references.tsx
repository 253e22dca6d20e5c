import type { Policy } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { frameworkName } from '../compliance/framework-name.js';
import { controlUrl } from '../compliance/framework-view.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { controlGroups, knownPeers, peerGroups } from './peers.js';

type Props = Pick<Policy, 'controls' | 'sameAs'>;

/** Which controls ask for it, each a link to its framework, and which checks of other tools say the same. */
export const PolicyReferences = ({ controls, sameAs }: Props) => {
  const { t } = useTranslation();
  const peers = peerGroups({ controls, sameAs });
  // A tool that the texts do not know is called as the catalogue calls it.
  const nameOf = (peer: string): string => {
    const known = knownPeers.find((one) => one === peer);
    return known ? t(`policies.peers.${known}`) : peer;
  };
  return (
    <>
      <Panel title={t('policies.controls')}>
        {controls.length === 0 ? (
          <p className="sub">{t('policies.noControls')}</p>
        ) : (
          <Facts
            facts={controlGroups(controls).map(({ frameworkId, controls }) => [
              frameworkName(frameworkId),
              <span key={frameworkId} className="chips">
                {controls.map((control) => (
                  <Link key={control} to={controlUrl(control)} className="chip mono">
                    {control.slice(frameworkId.length + 1)}
                  </Link>
                ))}
              </span>,
            ])}
          />
        )}
      </Panel>
      {peers.length > 0 && (
        <Panel title={t('policies.elsewhere')}>
          <p className="sub gap-below">{t('policies.elsewhereWhy')}</p>
          <Facts
            facts={peers.map(({ peer, checks }) => [
              nameOf(peer),
              <span key={peer} className="chips">
                {checks.map((check) => (
                  <span key={check} className="chip mono break">
                    {check}
                  </span>
                ))}
              </span>,
            ])}
          />
        </Panel>
      )}
    </>
  );
};
