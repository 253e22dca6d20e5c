import type { Member } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { IconShieldCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Ago } from '../format/moment.js';
import { useCan, useMe } from '../session/use-session.js';
import { DataTable, type Column } from '../table/data-table.js';
import { MemberDrawer } from './member-drawer.js';

/** Members with their roles, which an admin can change. */
export const MembersTable = ({ members }: { readonly members: readonly Member[] }) => {
  const { t } = useTranslation();
  const me = useMe();
  const mayChange = useCan()('members:write');
  const [changing, setChanging] = useState<Member>();
  const columns: Column<Member>[] = [
    {
      key: 'name',
      header: t('members.fields.name'),
      width: 'rest',
      cell: ({ id, name, email, status }) => (
        <>
          <strong>{name ?? email}</strong>
          {id === me.member.id && <span className="chip">{t('members.you')}</span>}
          {status === 'disabled' && <span className="chip">{t('members.disabled')}</span>}
          {name && <span className="sub break">{email}</span>}
        </>
      ),
    },
    {
      key: 'role',
      header: t('members.fields.role'),
      cell: ({ role, accountIds }) => (
        <>
          {t(`members.roles.${role}`)}
          {accountIds.length > 0 && (
            <span className="sub">{t('members.someAccounts', { count: accountIds.length })}</span>
          )}
        </>
      ),
    },
    {
      key: 'mfa',
      header: t('members.fields.mfa'),
      width: 'narrow',
      cell: ({ mfa }) =>
        mfa ? (
          <>
            <IconShieldCheck size={16} aria-hidden /> {t('members.mfaOn')}
          </>
        ) : (
          <span className="sub">{t('members.mfaOff')}</span>
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
            cell: (member: Member) =>
              // Nobody changes their own access.
              member.id !== me.member.id && (
                <Button
                  size="compact-xs"
                  variant="default"
                  aria-label={t('members.changeOne', { email: member.email })}
                  onClick={() => setChanging(member)}
                >
                  {t('members.change')}
                </Button>
              ),
          },
        ]
      : []),
  ];
  return (
    <>
      <DataTable label={t('members.title')} columns={columns} rows={members} rowKey={({ id }) => id} />
      {changing && <MemberDrawer key={changing.id} member={changing} onClose={() => setChanging(undefined)} />}
    </>
  );
};
