import type { Unit, UnitState } from '@cspmexa/contracts';
import { IconBan, IconCircleCheck, IconCircleX, IconClock, IconProgress, type TablerIcon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { Panel } from '../shell/panel.js';

const looks: Readonly<Record<UnitState, { readonly icon: TablerIcon; readonly tone: string }>> = {
  queued: { icon: IconClock, tone: 'plain' },
  running: { icon: IconProgress, tone: 'busy' },
  done: { icon: IconCircleCheck, tone: 'good' },
  failed: { icon: IconCircleX, tone: 'bad' },
  cancelled: { icon: IconBan, tone: 'plain' },
};

/** The parts of a scan, by service and region. */
export const UnitGrid = ({ units }: { readonly units: readonly Unit[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const services = [...new Set(units.map(({ service }) => service))].sort();
  return (
    <Panel title={t('scans.units')}>
      {services.map((service) => (
        <div key={service} className="unit-service">
          <h3>{t(`scope.names.${service}`)}</h3>
          <ul className="units">
            {units
              .filter((unit) => unit.service === service)
              .sort((a, b) => a.region.localeCompare(b.region))
              .map(({ id, region, state, resources, failure, attempts }) => {
                const { icon: Icon, tone } = looks[state];
                return (
                  <li key={id} data-tone={tone}>
                    <Icon size={15} aria-hidden />
                    <span className="unit-region">{region}</span>
                    <span className="sub">
                      {t(`scans.unitState.${state}`)}
                      {resources !== null && state === 'done' && ` · ${format.number(resources)}`}
                      {attempts > 1 && ` · ${t('scans.attempts', { count: attempts })}`}
                    </span>
                    {failure && <span className="unit-failure">{failure}</span>}
                  </li>
                );
              })}
          </ul>
        </div>
      ))}
    </Panel>
  );
};
