import type { Scan } from '@cspmexa/contracts';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { Facts } from '../shell/facts.js';
import { Panel } from '../shell/panel.js';

/** What a scan was limited to and what led to it; nothing for a scan of everything. */
export const ScanExtent = ({ scan }: { readonly scan: Scan }) => {
  const { t } = useTranslation();
  const { services, regions, severities, resources } = scan.scope;
  const list = (items: readonly string[]): ReactNode => <span className="break">{items.join(', ')}</span>;
  const facts: [string, ReactNode][] = [];
  if (services.length > 0) facts.push([t('scope.services'), list(services.map((name) => t(`scope.names.${name}`)))]);
  if (regions.length > 0) facts.push([t('scope.regions'), list(regions)]);
  if (severities.length > 0) facts.push([t('scope.severities'), list(severities.map((name) => t(`severity.${name}`)))]);
  if (resources.length > 0)
    facts.push([
      t('scope.resources'),
      <ul className="plain-list" key="resources">
        {resources.map((arn) => (
          <li key={arn} className="mono break">
            {arn}
          </li>
        ))}
      </ul>,
    ]);
  for (const { eventId, eventName, actor, at, resourceArn } of scan.causes)
    facts.push([
      t('scans.cause'),
      <span key={`${eventId} ${resourceArn}`}>
        <strong className="mono">{eventName}</strong> · {actor ?? t('scans.actorUnknown')} · <At at={at} />
        <span className="sub mono break">{resourceArn}</span>
      </span>,
    ]);
  if (facts.length === 0) return null;
  return (
    <Panel title={t('scans.extent')}>
      <Facts facts={facts} />
    </Panel>
  );
};
