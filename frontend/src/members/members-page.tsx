import { Button } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { z } from 'zod';
import { useCan } from '../session/use-session.js';
import { PageHeader } from '../shell/page-header.js';
import { Panel } from '../shell/panel.js';
import { EmptyState } from '../states/empty-state.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { useUrlState } from '../url/use-url-state.js';
import { MemberForm } from './member-form.js';
import { membersQuery } from './members-queries.js';
import { MembersTable } from './members-table.js';

const view = { cursor: z.string().max(2_000) };

/** Who may sign in, and as what. */
export const MembersPage = () => {
  const { t } = useTranslation();
  const mayChange = useCan()('members:write');
  const { values, change } = useUrlState(view);
  const members = useQuery(membersQuery(values.cursor));
  const [adding, { open, close }] = useDisclosure(false);
  const pages = usePages({
    cursor: values.cursor,
    next: members.data?.next,
    go: (cursor, state) => change({ cursor }, { state }),
  });
  const add = mayChange && !adding && (
    <Button size="sm" leftSection={<IconUserPlus size={16} aria-hidden />} onClick={open}>
      {t('members.add')}
    </Button>
  );
  return (
    <>
      <PageHeader title={t('members.title')} subtitle={t('members.lead')} actions={add} />
      {adding && (
        <Panel title={t('members.add')} className="spaced">
          <MemberForm onDone={close} />
        </Panel>
      )}
      <div className="panel list" data-flush>
        <QueryView query={members} skeleton={<RowSkeleton rows={4} />}>
          {({ items }) =>
            items.length > 0 ? (
              <MembersTable members={items} />
            ) : (
              <EmptyState
                icon={<IconUsers size={28} />}
                title={t('members.emptyTitle')}
                why={t('members.emptyWhy')}
                action={add}
              />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
