import type { Account } from '@cspmexa/contracts';
import { Alert, Button, Group, Text } from '@mantine/core';
import { IconCircleCheck, IconPlugConnected } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useCan } from '../session/use-session.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';
import { AccountStatus } from './account-status.js';

/** Tries the credentials now, and says in plain words what is wrong with them. */
export const ConnectionCheck = ({ account }: { readonly account: Account }) => {
  const { t } = useTranslation();
  const mayCheck = useCan()('accounts:write');
  const queries = useQueryClient();
  const check = useMutation({
    mutationFn: () => api.checkAccount({ params: { accountId: account.id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: keys.accounts }),
  });
  return (
    <Panel title={t('connect.check')} aside={<AccountStatus account={account} />}>
      <Text mb="sm">{t('connect.checkWhy')}</Text>
      {check.data && check.data.status === 'ready' && (
        <Alert className="good" role="status" icon={<IconCircleCheck size={18} />} title={t('connect.ready')} mb="sm">
          {check.data.statusDetail ?? t('connect.readyAs', { account: check.data.awsAccountId ?? '' })}
        </Alert>
      )}
      {check.data && check.data.status !== 'ready' && (
        <Alert className="problem" role="alert" title={t('accounts.status.failing')} mb="sm">
          {check.data.statusDetail}
        </Alert>
      )}
      <ProblemAlert error={check.error} />
      {mayCheck && (
        <Group mt="sm">
          <Button
            size="sm"
            variant="default"
            leftSection={<IconPlugConnected size={16} aria-hidden />}
            loading={check.isPending}
            onClick={() => check.mutate()}
          >
            {t('connect.checkNow')}
          </Button>
        </Group>
      )}
    </Panel>
  );
};
