import { AccountInput, type Scope } from '@cspmexa/contracts';
import { Button, Group, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { refusedFields } from '../form/refused-fields.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { LabelFields } from './label-fields.js';
import type { Labels } from './labels.js';
import { ScopeFields } from './scope-fields.js';

interface Props {
  readonly busy: boolean;
  readonly error: unknown;
  readonly onSave: (input: AccountInput) => void;
}

const kinds = ['role', 'default-chain'] as const;

/** The account id alone stands for the role with the usual name in it. */
const roleArnOf = (typed: string): string => {
  const text = typed.trim();
  return /^\d{12}$/.test(text) ? `arn:aws:iam::${text}:role/cspmexa-read` : text;
};

/** What is needed to connect an account. */
export const AccountForm = ({ busy, error, onSave }: Props) => {
  const { t } = useTranslation();
  const [name, setName] = useState('');
  const [kind, setKind] = useState<(typeof kinds)[number]>('role');
  const [roleArn, setRoleArn] = useState('');
  const [profile, setProfile] = useState('');
  const [endpointUrl, setEndpointUrl] = useState('');
  const [scope, setScope] = useState<Scope>({ services: [], regions: [] });
  const [tags, setTags] = useState<Labels>({});
  const [owners, setOwners] = useState<string[]>([]);
  const [refused, setRefused] = useState<ReadonlySet<string>>(new Set());
  const input = {
    name,
    access:
      kind === 'role'
        ? { kind, roleArn: roleArnOf(roleArn) }
        : { kind, ...(profile.trim() ? { profile: profile.trim() } : {}) },
    ...(endpointUrl.trim() ? { endpointUrl: endpointUrl.trim() } : {}),
    scope,
    tags,
    owners,
  };

  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const fields = refusedFields(AccountInput, input);
        setRefused(fields);
        if (fields.size === 0) onSave(AccountInput.parse(input));
      }}
    >
      <Stack gap="md" className="form">
        <TextInput
          label={t('accounts.fields.name')}
          description={t('accounts.form.nameHint')}
          required
          maxLength={100}
          value={name}
          error={refused.has('name') && t('form.required')}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Radio.Group
          label={t('accounts.form.access')}
          value={kind}
          onChange={(value) => setKind(value === 'role' ? 'role' : 'default-chain')}
        >
          <Stack gap="xs" mt={6}>
            {kinds.map((option) => (
              <Radio
                key={option}
                value={option}
                label={t(`accounts.form.${option}`)}
                description={t(`accounts.form.${option}-hint`)}
              />
            ))}
          </Stack>
        </Radio.Group>
        {kind === 'role' ? (
          <TextInput
            label={t('accounts.form.roleArn')}
            description={t('accounts.form.roleArnHint')}
            placeholder="arn:aws:iam::111122223333:role/cspmexa-read"
            required
            classNames={{ input: 'mono' }}
            value={roleArn}
            error={refused.has('access') && t('accounts.form.roleArnError')}
            onChange={(event) => setRoleArn(event.currentTarget.value)}
          />
        ) : (
          <TextInput
            label={t('accounts.form.profile')}
            description={t('accounts.form.profileHint')}
            value={profile}
            error={refused.has('access') && t('form.tooLong')}
            onChange={(event) => setProfile(event.currentTarget.value)}
          />
        )}
        <TextInput
          label={t('accounts.form.endpointUrl')}
          description={t('accounts.form.endpointUrlHint')}
          placeholder="http://127.0.0.1:4566"
          classNames={{ input: 'mono' }}
          value={endpointUrl}
          error={refused.has('endpointUrl') && t('accounts.form.endpointUrlError')}
          onChange={(event) => setEndpointUrl(event.currentTarget.value)}
        />
        <ScopeFields value={scope} onChange={setScope} />
        <LabelFields tags={tags} owners={owners} onTags={setTags} onOwners={setOwners} />
        <ProblemAlert error={error} />
        <Group>
          <Button type="submit" loading={busy}>
            {t('accounts.form.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
