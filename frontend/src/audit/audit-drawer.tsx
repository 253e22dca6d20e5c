import type { AuditEntry } from '@cspmexa/contracts';
import { Drawer } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { JsonView } from '../json/json-view.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';
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
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(680px, 100%)"
      title={action}
      classNames={{ title: 'drawer-title', header: 'drawer-header', body: 'drawer-body' }}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
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
    </Drawer>
  );
};
