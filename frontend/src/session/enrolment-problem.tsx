import { ApiError } from '@cspmexa/contracts';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../states/problem-alert.js';

interface Props {
  readonly error: unknown;
  /** How the person signs in afresh, where nothing else asks them to. */
  readonly again?: ReactNode;
  readonly onRetry: () => void;
  readonly onCancel?: (() => void) | undefined;
}

/** Why no authenticator can be set up now, and what to do about it. */
export const EnrolmentProblem = ({ error, again, onRetry, onCancel }: Props) => {
  const { t } = useTranslation();
  // Trying once more would be refused once more.
  if (again && isStale(error))
    return (
      <Stack>
        <Text size="sm">{t('mfa.stepUpAgain')}</Text>
        {again}
      </Stack>
    );
  return (
    <Stack>
      <ProblemAlert error={error} />
      <Group>
        <Button onClick={onRetry}>{t('actions.retry')}</Button>
        {onCancel && (
          <Button variant="default" onClick={onCancel}>
            {t('actions.cancel')}
          </Button>
        )}
      </Group>
    </Stack>
  );
};

/** True when the sign-in is too old a proof. */
export const isStale = (error: unknown): boolean =>
  error instanceof ApiError && error.problem?.code === 'step-up-required';
