import type { AuditEntry } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { JsonView } from '../json/json-view.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
import { SideDrawer } from '../shell/side-drawer.js';
import { TraceId } from '../states/trace-id.js';

/** One row of the trail, whole. */
export const AuditDrawer = ({ entry, onClose }: { readonly entry: AuditEntry; readonly onClose: () => void }) => {
  const { t } = useTranslation();
  const { seq, at, actor, action, outcome, reason, target, address, userAgent, traceId, hash } = entry;
  const sides = [
    ['before', entry.before],
    ['after', entry.after],
  ] as const;
  return (
    <SideDrawer title={action} width={680} onClose={onClose}>
      <div className="stack">
        <Facts
          facts={[
            [t('audit.fields.seq'), seq],
            [t('audit.fields.at'), <At at={at} />],
            [t('audit.fields.actor'), actor],
            [t('audit.fields.outcome'), t(`audit.outcome.${outcome}`) + (reason ? ` (${reason})` : '')],
            [t('audit.fields.target'), `${target.kind} ${target.id}`],
            [t('audit.fields.address'), address ?? '–'],
            [t('audit.fields.userAgent'), userAgent ?? '–'],
            [t('audit.fields.trace'), traceId ? <TraceId id={traceId} /> : '–'],
            [t('audit.fields.hash'), <span className="mono break">{hash}</span>],
          ]}
        />
        {sides.map(
          ([side, value]) =>
            value !== null && (
              <Panel key={side} title={t(`audit.${side}`)}>
                <JsonView value={value} label={t(`audit.${side}`)} />
              </Panel>
            ),
        )}
      </div>
    </SideDrawer>
  );
};
