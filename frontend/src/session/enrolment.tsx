import { TotpCode, type AccessToken } from '@cspmexa/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { CopyText } from '../shell/copy-text.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { RowSkeleton } from '../states/row-skeleton.js';
import { CodeField } from './code-field.js';
import { EnrolmentProblem, isStale } from './enrolment-problem.js';
import { QrCode } from './qr-code.js';
import { RecoveryCodeList } from './recovery-codes.js';

interface Props {
  /** The authenticator is set up and the recovery codes are kept; the token is of the session as it is now. */
  readonly onDone: (token: AccessToken) => void;
  readonly onCancel?: () => void;
  /** How the person signs in afresh when their sign-in is too old, where nothing else asks them to. */
  readonly again?: ReactNode;
}

/** Sets an authenticator up: scan, confirm with the first code, keep the recovery codes. */
export const Enrolment = ({ onDone, onCancel, again }: Props) => {
  const { t } = useTranslation();
  const [code, setCode] = useState('');
  const [refused, setRefused] = useState(false);
  const start = useMutation({ mutationFn: () => api.startMfaEnrolment() });
  const confirm = useMutation({
    mutationFn: () => api.confirmMfaEnrolment({ body: { code } }),
    onError: () => setCode(''),
  });
  const { mutate } = start;
  // Starting makes a secret on the server: it is no data that could be fetched.
  useEffect(() => mutate(), [mutate]);

  const done = confirm.data;
  if (done) return <RecoveryCodeList codes={done.recoveryCodes} onDone={() => onDone(done)} />;
  const problem = start.error ?? (again && isStale(confirm.error) ? confirm.error : null);
  if (problem) return <EnrolmentProblem error={problem} again={again} onRetry={() => mutate()} onCancel={onCancel} />;
  if (!start.data) return <RowSkeleton rows={4} />;
  const { uri, secret } = start.data;
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const isWhole = TotpCode.safeParse(code).success;
        setRefused(!isWhole);
        if (isWhole) confirm.mutate();
      }}
    >
      <Stack gap="md">
        <Text size="sm">{t('mfa.scan')}</Text>
        <QrCode text={uri} label={t('mfa.qrCode')} />
        <div className="with-copy">
          <code className="secretish" data-secret>
            {secret.match(/.{1,4}/g)?.join(' ')}
          </code>
          <CopyText value={secret} label={t('mfa.secret')} />
        </div>
        <CodeField kind="totp" value={code} error={refused && t('mfa.errors.totp')} onChange={setCode} />
        <ProblemAlert error={confirm.error} />
        <Group>
          <Button type="submit" loading={confirm.isPending}>
            {t('mfa.confirm')}
          </Button>
          {onCancel && (
            <Button variant="default" onClick={onCancel}>
              {t('actions.cancel')}
            </Button>
          )}
        </Group>
      </Stack>
    </form>
  );
};
