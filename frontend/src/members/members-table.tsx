import { Role, type Member } from '@cspmexa/contracts';
import { ActionIcon, NativeSelect } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { useCan, useMe } from '../session/use-session.js';
import { Confirm } from '../states/confirm.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { DataTable, type Column } from '../table/data-table.js';

/** Members with their roles, which an admin can change. */
export const MembersTable = ({ members }: { readonly members: readonly Member[] }) => {
  const { t } = useTranslation();
  const me = useMe();
  const mayChange = useCan()('members:write');
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<Member>();
  const renew = () => queries.invalidateQueries({ queryKey: keys.members });
  const change = useMutation({
    mutationFn: ({ id, role }: { id: string; role: Role }) =>
      api.changeMember({ params: { memberId: id }, body: { role } }),
    onSettled: renew,
  });
  const remove = useMutation({
    mutationFn: (memberId: string) => api.removeMember({ params: { memberId } }),
    onSuccess: () => {
      setLeaving(undefined);
      return renew();
    },
  });
  const columns: Column<Member>[] = [
    {
      key: 'name',
      header: t('members.fields.name'),
      width: 'rest',
      cell: ({ id, name, email }) => (
        <>
          <strong>{name ?? email}</strong>
          {id === me.member.id && <span className="chip">{t('members.you')}</span>}
          {name && <span className="sub break">{email}</span>}
        </>
      ),
    },
    {
      key: 'role',
      header: t('members.fields.role'),
      cell: ({ id, email, role }) =>
        mayChange ? (
          <NativeSelect
            size="xs"
            className="role-select"
            aria-label={t('members.roleOf', { email })}
            value={role}
            disabled={change.isPending}
            data={Role.options.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
            onChange={(event) => change.mutate({ id, role: Role.parse(event.currentTarget.value) })}
          />
        ) : (
          t(`members.roles.${role}`)
        ),
    },
    {
      key: 'seen',
      header: t('members.fields.signedIn'),
      width: 'narrow',
      cell: ({ signedInAt }) =>
        signedInAt ? <Ago at={signedInAt} /> : <span className="sub">{t('members.never')}</span>,
    },
    ...(mayChange
      ? [
          {
            key: 'actions',
            header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
            width: 'narrow' as const,
            cell: (member: Member) => (
              <ActionIcon
                variant="subtle"
                color="gray"
                className="quiet"
                aria-label={t('members.removeOne', { email: member.email })}
                onClick={() => setLeaving(member)}
              >
                <IconTrash size={16} aria-hidden />
              </ActionIcon>
            ),
          },
        ]
      : []),
  ];
  return (
    <>
      <ProblemAlert error={change.error} />
      <DataTable label={t('members.title')} columns={columns} rows={members} rowKey={({ id }) => id} />
      <Confirm
        opened={leaving !== undefined}
        title={t('members.removeOne', { email: leaving?.email ?? '' })}
        confirm={t('members.remove')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => leaving && remove.mutate(leaving.id)}
        onClose={() => setLeaving(undefined)}
      >
        {t('members.removeWhy')}
      </Confirm>
    </>
  );
};
