import { MfaProof, type AccessToken } from '@cspmexa/contracts';
import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { CodeField } from './code-field.js';

interface Props {
  readonly confirm: string;
  readonly onProven: (token: AccessToken) => void;
}

/** Asks for a code of the authenticator, or for a recovery code when the phone is lost. */
export const ProofForm = ({ confirm, onProven }: Props) => {
  const { t } = useTranslation();
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp');
  const [code, setCode] = useState('');
  const [refused, setRefused] = useState(false);
  const verify = useMutation({
    mutationFn: (body: MfaProof) => api.verifyMfa({ body }),
    onSuccess: onProven,
    onError: () => setCode(''),
  });
  const switchTo = (next: typeof kind): void => {
    setKind(next);
    setCode('');
    setRefused(false);
    verify.reset();
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const proof = kind === 'totp' ? { code } : { recoveryCode: code };
        const isWhole = MfaProof.safeParse(proof).success;
        setRefused(!isWhole);
        if (isWhole) verify.mutate(proof);
      }}
    >
      <Stack gap="md">
        <CodeField kind={kind} value={code} error={refused && t(`mfa.errors.${kind}`)} onChange={setCode} />
        <ProblemAlert error={verify.error} />
        <Button type="submit" loading={verify.isPending} fullWidth>
          {confirm}
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          onClick={() => switchTo(kind === 'totp' ? 'recovery' : 'totp')}
          data-other-proof
        >
          {t(kind === 'totp' ? 'mfa.useRecovery' : 'mfa.useTotp')}
        </Button>
      </Stack>
    </form>
  );
};
