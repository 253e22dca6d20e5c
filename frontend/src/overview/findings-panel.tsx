import type { Finding } from '@cspmexa/contracts';
import { SegmentedControl, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { topFindingsQuery } from '../findings/findings-queries.js';
import { ResourceName } from '../findings/resource-name.js';
import { findingsUrl } from '../findings/findings-view.js';
import { Ago } from '../format/moment.js';
import { useText } from '../i18n/use-language.js';
import { SeverityMark } from '../severity/severity-mark.js';
import { Panel } from '../shell/panel.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';

const orders = { worst: '-severity', newest: '-openedAt' } as const;

interface Props {
  readonly order: keyof typeof orders;
  readonly onOrder: (order: keyof typeof orders) => void;
}

/** The worst, or the newest, of what is open. */
export const FindingsPanel = ({ order, onOrder }: Props) => {
  const { t } = useTranslation();
  const findings = useQuery(topFindingsQuery(orders[order]));
  return (
    <Panel
      title={t('overview.findings')}
      className="area-findings"
      flush
      aside={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t('table.sort')}
            value={order}
            onChange={(value) => onOrder(value === 'newest' ? 'newest' : 'worst')}
            data={[
              { value: 'worst', label: t('overview.worst') },
              { value: 'newest', label: t('overview.newest') },
            ]}
          />
          <Link to={findingsUrl({ status: 'open', sort: orders[order] })}>{t('actions.seeAll')}</Link>
        </>
      }
    >
      <QueryView query={findings} skeleton={<RowSkeleton rows={6} height={48} />}>
        {({ items }) =>
          items.length > 0 ? (
            <ul className="finding-list">
              {items.map((finding) => (
                <FindingLine key={finding.id} finding={finding} />
              ))}
            </ul>
          ) : (
            <Text c="dimmed" p="md">
              {t('overview.nothingOpen')}
            </Text>
          )
        }
      </QueryView>
    </Panel>
  );
};

const FindingLine = ({ finding }: { readonly finding: Finding }) => {
  const text = useText();
  return (
    <li>
      <SeverityMark severity={finding.severity} compact />
      <div>
        <Link to={`/findings/${finding.id}`} className="row-link">
          {text(finding.title)}
        </Link>
        <ResourceName finding={finding} />
      </div>
      <span className="sub">
        <Ago at={finding.openedAt} />
      </span>
    </li>
  );
};
