import { Button, Text } from '@mantine/core';
import { IconBinaryTree } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { Panel } from '../shell/panel.js';
import { ProblemAlert } from '../states/problem-alert.js';

/** Asks AWS Organizations through an account; from then on it is asked every day. */
export const DiscoverThrough = ({ accountId }: { readonly accountId: string }) => {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const discover = useMutation({
    mutationFn: () => api.discoverAccounts({ params: { accountId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.accounts }),
  });
  return (
    <Panel title={t('discovery.through')}>
      <Text mb="sm">{t('discovery.throughWhy')}</Text>
      <Button
        size="sm"
        variant="default"
        leftSection={<IconBinaryTree size={16} aria-hidden />}
        loading={discover.isPending}
        onClick={() => discover.mutate()}
      >
        {t('discovery.now')}
      </Button>
      <div role="status">
        {discover.data && (
          <Text mt="sm">
            {t('discovery.found', { found: discover.data.found, proposed: discover.data.proposed })}{' '}
            <Link to="/accounts/discovered">{t('discovery.title')}</Link>
          </Text>
        )}
      </div>
      <ProblemAlert error={discover.error} />
    </Panel>
  );
};
