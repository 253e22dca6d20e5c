import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api, session } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Enrolment } from '../session/enrolment.js';
import { RecoveryCodeList } from '../session/recovery-codes.js';
import { useMe } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { Confirm } from '../states/confirm.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** The authenticator: set it up, take it away, get new recovery codes. */
export const AuthenticatorPanel = () => {
  const { t } = useTranslation();
  const { mfa } = useMe();
  const queries = useQueryClient();
  const [isSettingUp, setIsSettingUp] = useState(false);
  const [isLeaving, setIsLeaving] = useState(false);
  const renewMe = () => queries.invalidateQueries({ queryKey: keys.me });
  const remove = useMutation({
    mutationFn: () => api.removeMyMfa(),
    onSuccess: async () => {
      setIsLeaving(false);
      notifications.show({ message: t('mfa.removed') });
      await renewMe();
    },
  });
  const renew = useMutation({ mutationFn: () => api.renewRecoveryCodes(), onSuccess: renewMe });
  return (
    <Panel title={t('mfa.title')}>
      {isSettingUp ? (
        <Enrolment
          onCancel={() => setIsSettingUp(false)}
          onDone={(token) => {
            session.adopt(token);
            setIsSettingUp(false);
            void renewMe();
            void queries.invalidateQueries({ queryKey: keys.sessions });
          }}
        />
      ) : (
        <Stack gap="md">
          <Group gap="xs" wrap="nowrap" align="flex-start" className="with-icon">
            {mfa.enrolled ? <IconShieldCheck size={20} aria-hidden /> : <IconShieldOff size={20} aria-hidden />}
            <Text size="sm">{t(mfa.enrolled ? 'mfa.on' : mfa.required ? 'mfa.offRequired' : 'mfa.off')}</Text>
          </Group>
          {mfa.enrolled && (
            <Text size="sm" {...(mfa.recoveryCodesLeft < 3 ? {} : { c: 'dimmed' })} data-codes-left>
              {t('mfa.codesLeft', { count: mfa.recoveryCodesLeft })}
            </Text>
          )}
          <ProblemAlert error={renew.error} />
          <Group gap="xs">
            {mfa.enrolled ? (
              <>
                <Button size="sm" variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                  {t('mfa.renewCodes')}
                </Button>
                {!mfa.required && (
                  <Button size="sm" variant="default" onClick={() => setIsLeaving(true)}>
                    {t('mfa.remove')}
                  </Button>
                )}
              </>
            ) : (
              <Button size="sm" onClick={() => setIsSettingUp(true)}>
                {t('mfa.setUp')}
              </Button>
            )}
          </Group>
        </Stack>
      )}
      <Confirm
        opened={isLeaving}
        title={t('mfa.remove')}
        confirm={t('mfa.remove')}
        busy={remove.isPending}
        error={remove.error}
        onConfirm={() => remove.mutate()}
        onClose={() => setIsLeaving(false)}
      >
        {t('mfa.removeWhy')}
      </Confirm>
      <Modal
        opened={renew.data !== undefined}
        onClose={() => renew.reset()}
        title={t('mfa.recoveryCodes')}
        centered
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        {renew.data && <RecoveryCodeList codes={renew.data.recoveryCodes} onDone={() => renew.reset()} />}
      </Modal>
    </Panel>
  );
};
