import { DeliveryKind, DeliveryState, listOf, type Delivery } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconMail } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { z } from 'zod';
import { Ago } from '../format/moment.js';
import { useFormat } from '../format/use-format.js';
import { DrawerOutlet } from '../shell/drawer-outlet.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { ZeroResults } from '../states/zero-results.js';
import { DataTable, type Column } from '../table/data-table.js';
import { FilterMenu } from '../table/filter-menu.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { AlertTabs } from './alert-tabs.js';
import { deliveriesQuery } from './alerts-queries.js';
import { gathering, momentOf } from './delivery-facts.js';
import { DeliveryStateMark } from './delivery-state-mark.js';

const view = { state: listOf(DeliveryState), kind: listOf(DeliveryKind), cursor: z.string().max(2_000) };
const noFilters = { state: undefined, kind: undefined, cursor: undefined };

/** Mails that were sent or are on their way, newest first. */
export const DeliveriesPage = () => {
  const { t } = useTranslation();
  const { values, ignored, change } = useUrlState(view);
  const deliveries = useQuery(deliveriesQuery(values));
  const pages = usePages({
    cursor: values.cursor,
    next: deliveries.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  return (
    <>
      <PageHeader title={t('alerts.deliveries')} subtitle={t('alerts.deliveriesLead')} />
      <AlertTabs />
      <IgnoredNotice names={ignored} />
      <div className="filters" role="search" aria-label={t('alerts.filters')}>
        <FilterMenu
          label={t('alerts.fields.state')}
          values={values.state ?? []}
          options={DeliveryState.options.map((value) => ({ value, label: t(`alerts.state.${value}`) }))}
          onChange={(state) => change({ state: DeliveryState.array().parse(state), cursor: undefined })}
        />
        <FilterMenu
          label={t('alerts.fields.kind')}
          values={values.kind ?? []}
          options={DeliveryKind.options.map((value) => ({ value, label: t(`alerts.kind.${value}`) }))}
          onChange={(kind) => change({ kind: DeliveryKind.array().parse(kind), cursor: undefined })}
        />
      </div>
      <div className="panel list" data-flush data-stale={deliveries.isPlaceholderData || undefined}>
        <QueryView query={deliveries} skeleton={<RowSkeleton rows={6} />}>
          {({ items }) => {
            if (items.length > 0) return <DeliveriesTable deliveries={items} />;
            if (values.state?.length || values.kind?.length) return <ZeroResults onClear={() => change(noFilters)} />;
            return (
              <EmptyState
                icon={<IconMail size={28} />}
                title={t('alerts.noDeliveriesTitle')}
                why={t('alerts.noDeliveriesWhy')}
                action={
                  <Button component={Link} to="/alerts">
                    {t('alerts.toRules')}
                  </Button>
                }
              />
            );
          }}
        </QueryView>
      </div>
      <Pager pages={pages} />
      <DrawerOutlet />
    </>
  );
};

const DeliveriesTable = ({ deliveries }: { readonly deliveries: readonly Delivery[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  const { search, state } = useLocation();
  const columns: Column<Delivery>[] = [
    {
      key: 'state',
      header: t('alerts.fields.state'),
      width: 'narrow',
      cell: (delivery) => <DeliveryStateMark state={delivery.state} />,
    },
    {
      key: 'subject',
      header: t('alerts.fields.subject'),
      width: 'rest',
      cell: ({ id, subject, kind, recipient }) => (
        <>
          <Link to={{ pathname: `/deliveries/${id}`, search }} state={state} className="row-link">
            {subject || t(gathering(kind))}
          </Link>
          <span className="sub break">{recipient}</span>
        </>
      ),
    },
    {
      key: 'kind',
      header: t('alerts.fields.kind'),
      width: 'narrow',
      cell: ({ kind }) => t(`alerts.kind.${kind}`),
    },
    {
      key: 'findings',
      header: t('findings.title'),
      align: 'end',
      width: 'narrow',
      cell: ({ findings }) => format.number(findings),
    },
    {
      key: 'attempts',
      header: t('alerts.fields.attempts'),
      align: 'end',
      width: 'narrow',
      wideOnly: true,
      cell: ({ attempts }) => format.number(attempts),
    },
    {
      key: 'at',
      header: t('alerts.fields.at'),
      width: 'narrow',
      cell: (delivery) => <Ago at={momentOf(delivery)} />,
    },
  ];
  return <DataTable label={t('alerts.deliveries')} columns={columns} rows={deliveries} rowKey={({ id }) => id} />;
};
