import { Button } from '@mantine/core';
import { IconBellPlus, IconBellRinging } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useCan } from '../session/use-session.js';
import { DrawerOutlet } from '../shell/drawer-outlet.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { AlertTabs } from './alert-tabs.js';
import { alertRulesQuery } from './alerts-queries.js';
import { RulesTable } from './rules-table.js';

/** Who is mailed about what. */
export const AlertsPage = () => {
  const { t } = useTranslation();
  const mayChange = useCan()('alerts:write');
  const rules = useQuery(alertRulesQuery);
  const add = mayChange && (
    <Button component={Link} to="/alerts/rules/new" size="sm" leftSection={<IconBellPlus size={16} aria-hidden />}>
      {t('alerts.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('alerts.title')} subtitle={t('alerts.lead')} actions={add} />
      <AlertTabs />
      <div className="panel list alert-rules" data-flush>
        <QueryView query={rules} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <RulesTable rules={items} />
            ) : (
              <EmptyState
                icon={<IconBellRinging size={28} />}
                title={t('alerts.emptyTitle')}
                why={t('alerts.emptyWhy')}
                action={add}
              />
            )
          }
        </QueryView>
      </div>
      <DrawerOutlet />
    </>
  );
};
