import { ApiTokenInput, tokenScopes, type NewApiToken, type Permission } from '@cspmexa/contracts';
import { Checkbox, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { usePermissionName } from '../members/use-permission-name.js';
import { useCan } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';

const lifetimes = [7, 30, 90, 180, 365];

interface Props {
  readonly onMade: (made: NewApiToken) => void;
  readonly onCancel: () => void;
}

/** Makes a token for a machine. It can be allowed no more than its maker may do. */
export const TokenForm = ({ onMade, onCancel }: Props) => {
  const { t } = useTranslation();
  const can = useCan();
  const nameOf = usePermissionName();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<readonly string[]>(['findings:read']);
  const [days, setDays] = useState(90);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const input = { name: name.trim(), scopes: scopes as Permission[], expiresInDays: days }; // chosen from tokenScopes below
  const make = useMutation({
    mutationFn: () => api.addApiToken({ body: input }),
    onSuccess: async (made) => {
      onMade(made);
      await queries.invalidateQueries({ queryKey: keys.tokens });
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const fields = refusedFields(ApiTokenInput, input);
        setRefused(fields);
        if (fields.size === 0) make.mutate();
      }}
    >
      <Stack gap="md" className="form">
        <TextInput
          label={t('tokens.fields.name')}
          description={t('tokens.nameHint')}
          required
          data-autofocus
          autoComplete="off"
          value={name}
          error={refused.has('name') && t(name.trim() ? 'form.tooLong' : 'form.required')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Checkbox.Group
          label={t('tokens.fields.scopes')}
          description={t('tokens.scopesHint')}
          value={[...scopes]}
          error={refused.has('scopes') && t('form.required')}
          onChange={setScopes}
        >
          <Stack gap={6} mt="xs">
            {tokenScopes.filter(can).map((permission) => (
              <Checkbox key={permission} value={permission} size="sm" label={nameOf(permission)} />
            ))}
          </Stack>
        </Checkbox.Group>
        <NativeSelect
          label={t('tokens.fields.lifetime')}
          value={String(days)}
          data={lifetimes.map((count) => ({ value: String(count), label: t('system.days', { count }) }))}
          onChange={(event) => setDays(Number(event.currentTarget.value))}
        />
        <ProblemAlert error={make.error} />
        <FormActions isBusy={make.isPending} onCancel={onCancel}>
          {t('tokens.make')}
        </FormActions>
      </Stack>
    </form>
  );
};
