import { IconDownload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { exportsQuery } from './exports-queries.js';
import { ExportsTable } from './exports-table.js';

/** The files that the person made in the last day. */
export const ExportsPage = () => {
  const { t } = useTranslation();
  const made = useQuery(exportsQuery);
  return (
    <>
      <PageHeader title={t('exports.title')} subtitle={t('exports.lead')} />
      <div className="panel list" data-flush>
        <QueryView query={made} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <ExportsTable items={items} />
            ) : (
              <EmptyState
                icon={<IconDownload size={28} />}
                title={t('exports.emptyTitle')}
                why={t('exports.emptyWhy')}
              />
            )
          }
        </QueryView>
      </div>
    </>
  );
};
