import type { ApiToken } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Ago } from '../format/moment.js';
import { usePermissionName } from '../members/use-permission-name.js';
import { useCan, useMe } from '../session/use-session.js';
import { Confirm } from '../states/confirm.js';
import { DataTable, type Column } from '../table/data-table.js';

/** Tokens for machines, with the way to end each. */
export const TokensTable = ({ tokens }: { readonly tokens: readonly ApiToken[] }) => {
  const { t } = useTranslation();
  const { member } = useMe();
  const can = useCan();
  const nameOf = usePermissionName();
  const queries = useQueryClient();
  const [leaving, setLeaving] = useState<ApiToken>();
  const revoke = useMutation({
    mutationFn: (tokenId: string) => api.revokeApiToken({ params: { tokenId } }),
    onSuccess: async () => {
      setLeaving(undefined);
      await queries.invalidateQueries({ queryKey: keys.tokens });
    },
  });
  const mayRevoke = ({ state, madeBy }: ApiToken): boolean =>
    state === 'active' && can('tokens:write') && (can('members:write') || madeBy === member.email);
  const columns: Column<ApiToken>[] = [
    {
      key: 'name',
      header: t('tokens.fields.name'),
      width: 'rest',
      cell: ({ name, hint, madeBy, scopes }) => (
        <>
          <strong className="break">{name}</strong>
          <span className="sub mono">…{hint}</span>
          <span className="sub break">{t('tokens.madeBy', { email: madeBy })}</span>
          <span className="sub">{scopes.map(nameOf).join(' · ')}</span>
        </>
      ),
    },
    {
      key: 'state',
      header: t('tokens.fields.state'),
      width: 'narrow',
      cell: ({ state }) => <span className="chip">{t(`tokens.state.${state}`)}</span>,
    },
    {
      key: 'used',
      header: t('tokens.fields.lastUsed'),
      width: 'narrow',
      cell: ({ lastUsedAt }) =>
        lastUsedAt ? <Ago at={lastUsedAt} /> : <span className="sub">{t('members.never')}</span>,
    },
    {
      key: 'expires',
      header: t('members.fields.expires'),
      width: 'narrow',
      cell: ({ expiresAt }) => <Ago at={expiresAt} />,
    },
    {
      key: 'actions',
      header: <span className="visually-hidden">{t('accounts.fields.actions')}</span>,
      width: 'narrow',
      cell: (token) =>
        mayRevoke(token) && (
          <Button
            size="compact-xs"
            variant="default"
            aria-label={`${t('tokens.revoke')}: ${token.name}`}
            onClick={() => setLeaving(token)}
          >
            {t('tokens.revoke')}
          </Button>
        ),
    },
  ];
  return (
    <>
      <DataTable label={t('tokens.title')} columns={columns} rows={tokens} rowKey={({ id }) => id} />
      <Confirm
        opened={leaving !== undefined}
        title={t('tokens.revokeOne', { name: leaving?.name ?? '' })}
        confirm={t('tokens.revoke')}
        busy={revoke.isPending}
        error={revoke.error}
        onConfirm={() => leaving && revoke.mutate(leaving.id)}
        onClose={() => setLeaving(undefined)}
      >
        {t('tokens.revokeWhy')}
      </Confirm>
    </>
  );
};
