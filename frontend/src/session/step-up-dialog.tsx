import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { session } from '../api/client.js';
import { ProofForm } from './proof-form.js';
import { SignInButtons } from './sign-in-buttons.js';
import { useMe } from './use-session.js';

/** A code for those who have an authenticator; a sign-in for the others, which comes back to this page. */
export const StepUpDialog = ({ onEnd }: { readonly onEnd: (proven: boolean) => void }) => {
  const { t } = useTranslation();
  const { mfa } = useMe();
  const { pathname, search } = useLocation();
  return (
    <Modal
      opened
      onClose={() => onEnd(false)}
      title={t('mfa.stepUp')}
      centered
      zIndex={400}
      closeButtonProps={{ 'aria-label': t('actions.close') }}
    >
      <Stack>
        <Text size="sm">{t(mfa.enrolled ? 'mfa.stepUpWhy' : 'mfa.stepUpAgain')}</Text>
        {mfa.enrolled ? (
          <ProofForm
            confirm={t('mfa.goOn')}
            onProven={(token) => {
              session.adopt(token);
              onEnd(true);
            }}
          />
        ) : (
          <SignInButtons again returnTo={pathname + search} />
        )}
        <Group justify="flex-end">
          <Button variant="default" size="sm" onClick={() => onEnd(false)}>
            {t('actions.cancel')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
};
