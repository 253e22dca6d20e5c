import type { Account } from '@cspmexa/contracts';
import { Button, Group, NumberInput, Stack, Switch, Text, TextInput } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Panel } from '../shell/panel.js';
import { Confirm } from '../states/confirm.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { DiscoverThrough } from './discover-through.js';
import { LabelFields } from './label-fields.js';
import type { Labels } from './labels.js';
import { ScopeFields } from './scope-fields.js';

/** The name, the scope, whether it is on, and the way to stop watching it. */
export const AccountSettings = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [name, setName] = useState(account.name);
  const [scope, setScope] = useState(account.scope);
  const [budgetPercent, setBudgetPercent] = useState(account.budgetPercent);
  const [enabled, setEnabled] = useState(account.enabled);
  const [tags, setTags] = useState<Labels>(account.tags);
  const [owners, setOwners] = useState(account.owners);
  const [asking, { open, close }] = useDisclosure(false);
  const params = { accountId: account.id };
  const save = useMutation({
    mutationFn: () => api.changeAccount({ params, body: { name, scope, enabled, budgetPercent, tags, owners } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.accounts });
      notifications.show({ message: t('actions.saved') });
    },
  });
  const remove = useMutation({
    mutationFn: () => api.removeAccount({ params }),
    onSuccess: async () => {
      await navigate('/accounts');
      await queries.invalidateQueries();
    },
  });

  return (
    <div className="stack">
      <Panel title={t('accounts.tabs.settings')}>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            save.mutate();
          }}
        >
          <Stack gap="md" className="form">
            <TextInput
              label={t('accounts.fields.name')}
              required
              maxLength={100}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
            />
            <Switch
              label={t('accounts.enabled')}
              description={t('accounts.enabledHint')}
              checked={enabled}
              onChange={(event) => setEnabled(event.currentTarget.checked)}
            />
            <LabelFields tags={tags} owners={owners} onTags={setTags} onOwners={setOwners} />
            <ScopeFields value={scope} onChange={setScope} />
            <NumberInput
              label={t('accounts.budget')}
              description={t('accounts.budgetHint')}
              min={1}
              max={100}
              allowDecimal={false}
              suffix=" %"
              value={budgetPercent ?? ''}
              onChange={(value) => setBudgetPercent(value === '' ? null : Number(value))}
            />
            <ProblemAlert error={save.error} />
            <Group>
              <Button type="submit" loading={save.isPending}>
                {t('actions.save')}
              </Button>
            </Group>
          </Stack>
        </form>
      </Panel>
      <DiscoverThrough accountId={account.id} />
      <Panel title={t('accounts.remove')} className="danger-zone">
        <Text mb="sm">{t('accounts.removeWhy')}</Text>
        <Button className="danger" onClick={open}>
          {t('accounts.remove')}
        </Button>
      </Panel>
      <Confirm
        opened={asking}
        title={t('accounts.removeTitle', { name: account.name })}
        confirm={t('accounts.remove')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={close}
      >
        {t('accounts.removeWhy')}
      </Confirm>
    </div>
  );
};
