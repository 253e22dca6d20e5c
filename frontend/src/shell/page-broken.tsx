import { Button } from '@mantine/core';
import { IconAlertOctagon } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from '../states/empty-state.js';

/** What is shown when a page could not be loaded or drawn: usually a new version was deployed while this one was open. */
export const PageBroken = () => {
  const { t } = useTranslation();
  return (
    <main className="alone">
      <EmptyState
        icon={<IconAlertOctagon size={28} />}
        title={t('states.brokenTitle')}
        why={t('states.brokenWhy')}
        action={<Button onClick={() => window.location.reload()}>{t('actions.reload')}</Button>}
      />
    </main>
  );
};
