import { IconLock } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../session/use-session.js';
import { EmptyState } from './empty-state.js';

/** The role of the signed-in person does not open this page. */
export const NoPermission = () => {
  const { t } = useTranslation();
  const { member } = useMe();
  return (
    <EmptyState
      icon={<IconLock size={28} />}
      title={t('states.forbiddenTitle')}
      why={t('states.forbiddenWhy', { role: t(`members.roles.${member.role}`) })}
    />
  );
};
