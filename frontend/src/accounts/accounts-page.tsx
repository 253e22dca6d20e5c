import { Button, Group } from '@mantine/core';
import { IconBinaryTree, IconCloudPlus, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { PageHeader } from '../shell/page-header.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { IgnoredNotice } from '../table/ignored-notice.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { accountsPageQuery } from './accounts-queries.js';
import { AccountsTable } from './accounts-table.js';
import { SandboxOffer } from './sandbox-offer.js';

const view = { cursor: z.string().max(2_000) };

/** The AWS accounts that are watched. */
export const AccountsPage = () => {
  const { t } = useTranslation();
  const mayAdd = useCan()('accounts:write');
  const { values, ignored, change } = useUrlState(view);
  const accounts = useQuery(accountsPageQuery(values.cursor));
  const pages = usePages({
    cursor: values.cursor,
    next: accounts.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const add = mayAdd && (
    <Button component={Link} to="/accounts/new" size="sm" leftSection={<IconPlus size={16} aria-hidden />}>
      {t('accounts.add')}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t('accounts.title')}
        subtitle={t('accounts.lead')}
        actions={
          <>
            <Button
              component={Link}
              to="/accounts/discovered"
              size="sm"
              variant="default"
              leftSection={<IconBinaryTree size={16} aria-hidden />}
            >
              {t('discovery.title')}
            </Button>
            {add}
          </>
        }
      />
      <IgnoredNotice names={ignored} />
      <div className="panel list" data-flush>
        <QueryView query={accounts} skeleton={<RowSkeleton rows={4} />}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState
                icon={<IconCloudPlus size={28} />}
                title={t('accounts.emptyTitle')}
                why={t(mayAdd ? 'accounts.emptyWhy' : 'accounts.emptyWhyReadOnly')}
                action={
                  <Group justify="center" gap="sm">
                    {add}
                    <SandboxOffer />
                  </Group>
                }
              />
            ) : (
              <AccountsTable accounts={items} />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
