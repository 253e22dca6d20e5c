import type { AuditEntry } from '@cspmexa/contracts';
import { IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { At } from '../format/moment.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { auditQuery } from './system-queries.js';

interface Props {
  readonly cursor: string | undefined;
  readonly onCursor: (cursor: string | undefined, state: unknown) => void;
}

/** Who did what, newest first. */
export const AuditTrail = ({ cursor, onCursor }: Props) => {
  const { t } = useTranslation();
  const entries = useQuery(auditQuery(cursor));
  const pages = usePages({ cursor, next: entries.data?.next, go: onCursor });
  const columns: Column<AuditEntry>[] = [
    { key: 'at', header: t('system.at'), width: 'narrow', cell: ({ at }) => <At at={at} /> },
    { key: 'actor', header: t('system.actor'), width: 'narrow', cell: ({ actor }) => actor },
    {
      key: 'action',
      header: t('coverage.action'),
      width: 'narrow',
      cell: ({ action }) => <span className="mono">{action}</span>,
    },
    {
      key: 'target',
      header: t('system.target'),
      width: 'rest',
      cell: ({ target, detail }) => (
        <>
          <span className="break">{target}</span>
          {detail !== null && <span className="sub mono break">{JSON.stringify(detail)}</span>}
        </>
      ),
    },
  ];
  return (
    <>
      <div className="panel list" data-flush>
        <QueryView query={entries} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <DataTable label={t('system.tabs.audit')} columns={columns} rows={items} rowKey={({ id }) => id} />
            ) : (
              <EmptyState
                icon={<IconHistory size={28} />}
                title={t('system.noAuditTitle')}
                why={t('system.noAuditWhy')}
              />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
