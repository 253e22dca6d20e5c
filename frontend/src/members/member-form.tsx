import { MemberInput, Role } from '@cspmexa/contracts';
import { Button, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** Lets somebody sign in. */
export const MemberForm = ({ onDone }: { readonly onDone: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const input = { email: email.trim(), role };
  const add = useMutation({
    mutationFn: () => api.addMember({ body: input }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: keys.members });
      onDone();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const fields = refusedFields(MemberInput, input);
        setRefused(fields);
        if (fields.size === 0) add.mutate();
      }}
    >
      <Stack gap="md" className="form">
        <TextInput
          type="email"
          autoComplete="off"
          label={t('members.fields.email')}
          description={t('members.emailHint')}
          required
          data-autofocus
          value={email}
          error={refused.has('email') && t('form.email')}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <NativeSelect
          label={t('members.fields.role')}
          description={t(`members.roleHints.${role}`)}
          value={role}
          data={Role.options.map((value) => ({ value, label: t(`members.roles.${value}`) }))}
          onChange={(event) => setRole(Role.parse(event.currentTarget.value))}
        />
        <ProblemAlert error={add.error} />
        <Group>
          <Button type="submit" size="sm" loading={add.isPending}>
            {t('members.add')}
          </Button>
          <Button size="sm" variant="default" onClick={onDone}>
            {t('actions.cancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
