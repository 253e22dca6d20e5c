import type { Invitation } from '@cspmexa/contracts';
import { Button, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconMailPlus } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useCan } from '../session/use-session.js';
import { EmptyState } from '../states/empty-state.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { QueryView } from '../states/query-view.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { DataTable, type Column } from '../table/data-table.js';
import { Pager } from '../table/pager.js';
import { usePages } from '../url/use-pages.js';
import { invitationsQuery } from './members-queries.js';

interface Props {
  readonly cursor: string | undefined;
  readonly onCursor: (cursor: string | undefined, state: unknown) => void;
  /** What to do when there are none. */
  readonly action: ReactNode;
}

/** Invitations that nobody has taken up yet. */
export const Invitations = ({ cursor, onCursor, action }: Props) => {
  const { t } = useTranslation();
  const mayChange = useCan()('members:write');
  const queries = useQueryClient();
  const invitations = useQuery(invitationsQuery(cursor));
  const pages = usePages({ cursor, next: invitations.data?.next, go: onCursor });
  const renew = () => queries.invalidateQueries({ queryKey: keys.invitations });
  const resend = useMutation({
    mutationFn: ({ id }: Invitation) => api.resendInvitation({ params: { invitationId: id } }),
    onSuccess: async ({ email }) => {
      notifications.show({ message: t('members.invited', { email }) });
      await renew();
    },
  });
  const remove = useMutation({
    mutationFn: (invitationId: string) => api.removeInvitation({ params: { invitationId } }),
    onSuccess: renew,
  });
  const columns: Column<Invitation>[] = [
    {
      key: 'email',
      header: t('members.fields.email'),
      width: 'rest',
      cell: ({ email, invitedBy }) => (
        <>
          <strong className="break">{email}</strong>
          {invitedBy && <span className="sub break">{t('members.invitedBy', { email: invitedBy })}</span>}
        </>
      ),
    },
    {
      key: 'role',
      header: t('members.fields.role'),
      width: 'narrow',
      cell: ({ role }) => t(`members.roles.${role}`),
    },
    {
      key: 'expires',
      header: t('members.fields.expires'),
      width: 'narrow',
      cell: ({ expiresAt }) =>
        Date.parse(expiresAt) > Date.now() ? (
          <Ago at={expiresAt} />
        ) : (
          <span className="chip">{t('members.expired')}</span>
        ),
    },
    ...(mayChange
      ? [
          {
            key: 'actions',
            header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
            width: 'narrow' as const,
            cell: (invitation: Invitation) => (
              <Group gap={6} wrap="nowrap">
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t('members.resend')}: ${invitation.email}`}
                  loading={resend.isPending && resend.variables.id === invitation.id}
                  onClick={() => resend.mutate(invitation)}
                >
                  {t('members.resend')}
                </Button>
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={`${t('members.withdraw')}: ${invitation.email}`}
                  loading={remove.isPending && remove.variables === invitation.id}
                  onClick={() => remove.mutate(invitation.id)}
                >
                  {t('members.withdraw')}
                </Button>
              </Group>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ProblemAlert error={resend.error ?? remove.error} />
      <div className="panel list" data-flush>
        <QueryView query={invitations} skeleton={<RowSkeleton rows={3} />}>
          {({ items }) =>
            items.length > 0 ? (
              <DataTable label={t('members.tabs.invitations')} columns={columns} rows={items} rowKey={({ id }) => id} />
            ) : (
              <EmptyState
                icon={<IconMailPlus size={28} />}
                title={t('members.noInvitationsTitle')}
                why={t('members.noInvitationsWhy')}
                action={action}
              />
            )
          }
        </QueryView>
      </div>
      <Pager pages={pages} />
    </>
  );
};
