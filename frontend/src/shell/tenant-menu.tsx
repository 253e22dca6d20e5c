import { Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBuilding, IconCheck } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api, session } from '../api/client.js';
import { tenantsQuery } from '../profile/profile-queries.js';

/** The organisations that one belongs to, when there are several; choosing one goes on there. */
export const TenantMenu = () => {
  const { t } = useTranslation();
  const tenants = useQuery(tenantsQuery).data?.items ?? [];
  const go = useMutation({
    mutationFn: (tenantId: string) => api.switchTenant({ body: { tenantId } }),
    onSuccess: (state) => {
      session.change(state);
      // Nothing of the other organisation stays in the page.
      window.location.assign('/');
    },
    onError: () => notifications.show({ message: t('shell.switchFailed'), color: 'red' }),
  });
  if (tenants.length < 2) return null;
  return (
    <>
      <Menu.Label>{t('shell.tenants')}</Menu.Label>
      {tenants.map(({ id, name, role, current }) => (
        <Menu.Item
          key={id}
          disabled={current || go.isPending}
          leftSection={current ? <IconCheck size={16} aria-hidden /> : <IconBuilding size={16} aria-hidden />}
          onClick={() => go.mutate(id)}
          data-tenant={id}
        >
          {name} · {t(`members.roles.${role}`)}
        </Menu.Item>
      ))}
      <Menu.Divider />
    </>
  );
};
