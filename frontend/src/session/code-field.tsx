import { TextInput } from '@mantine/core';
import { useTranslation } from 'react-i18next';

interface Props {
  /** `recovery`: a recovery code in place of the authenticator's. */
  readonly kind: 'totp' | 'recovery';
  readonly value: string;
  readonly error?: string | false;
  readonly onChange: (value: string) => void;
}

/** Where a code is typed or pasted. Browsers and password managers may fill it in. */
export const CodeField = ({ kind, value, error, onChange }: Props) => {
  const { t } = useTranslation();
  return (
    <TextInput
      key={kind}
      label={t(`mfa.fields.${kind}`)}
      description={t(`mfa.hints.${kind}`)}
      className="code-field"
      data-autofocus
      autoFocus
      required
      name={kind === 'totp' ? 'one-time-code' : 'recovery-code'}
      autoComplete={kind === 'totp' ? 'one-time-code' : 'off'}
      inputMode={kind === 'totp' ? 'numeric' : 'text'}
      autoCapitalize="none"
      spellCheck={false}
      maxLength={kind === 'totp' ? 20 : 60}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
};
