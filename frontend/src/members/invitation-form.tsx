import { InvitationInput, Language, type Role } from '@cspmexa/contracts';
import { NativeSelect, Stack, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { FormActions } from '../form/form-actions.js';
import { refusedFields } from '../form/refused-fields.js';
import { useLanguage } from '../i18n/use-language.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { AccountScopeField } from './account-scope-field.js';
import { RoleField } from './role-field.js';

/** Invites a person by mail. */
export const InvitationForm = ({ onDone }: { readonly onDone: () => void }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState<Role>('viewer');
  const [language, setLanguage] = useState<Language>(useLanguage());
  const [accountIds, setAccountIds] = useState<string[]>([]);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const input = { email: email.trim(), role, language, accountIds };
  const invite = useMutation({
    mutationFn: () => api.addInvitation({ body: input }),
    onSuccess: async () => {
      notifications.show({ message: t('members.invited', { email: input.email }) });
      await queries.invalidateQueries({ queryKey: keys.invitations });
      onDone();
    },
  });
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const fields = refusedFields(InvitationInput, input);
        setRefused(fields);
        if (fields.size === 0) invite.mutate();
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
        <RoleField value={role} onChange={setRole} />
        <AccountScopeField value={accountIds} onChange={setAccountIds} />
        <NativeSelect
          label={t('members.mailLanguage')}
          value={language}
          data={Language.options.map((value) => ({ value, label: t(`alerts.languages.${value}`) }))}
          onChange={(event) => setLanguage(Language.parse(event.currentTarget.value))}
        />
        <ProblemAlert error={invite.error} />
        <FormActions isBusy={invite.isPending} onCancel={onDone}>
          {t('members.invite')}
        </FormActions>
      </Stack>
    </form>
  );
};
