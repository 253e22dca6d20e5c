import { Button } from '@mantine/core';
import { IconFlask2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { useCan } from '../session/use-session.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** Connects the pretend account and scans it, where the installation has one: to try everything without AWS. Renders nothing elsewhere. */
export const SandboxOffer = () => {
  const { t } = useTranslation();
  const can = useCan();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const mayOffer = can('accounts:write') && can('scans:run');
  const sandbox = useQuery({
    queryKey: [...keys.accounts, 'sandbox'],
    queryFn: ({ signal }) => api.getSandbox({}, { signal }),
    staleTime: Infinity,
    enabled: mayOffer,
  });
  const connect = useMutation({
    mutationFn: async () => {
      const { id: accountId } = await api.addSandboxAccount();
      return api.startScan({ body: { accountId } });
    },
    onSuccess: async ({ id }) => {
      void queries.invalidateQueries();
      await navigate(`/scans/${id}`);
    },
  });
  if (!sandbox.data?.offered) return null;
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFlask2 size={16} aria-hidden />}
        loading={connect.isPending}
        onClick={() => connect.mutate()}
      >
        {t('accounts.trySandbox')}
      </Button>
      <ProblemAlert error={connect.error} />
    </>
  );
};
