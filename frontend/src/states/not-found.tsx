import { Button } from '@mantine/core';
import { IconMapQuestion } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { EmptyState } from './empty-state.js';

/** There is nothing at this address. */
export const NotFound = () => {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconMapQuestion size={28} />}
      title={t('states.notFoundTitle')}
      why={t('states.notFoundWhy')}
      action={
        <Button component={Link} to="/">
          {t('states.toOverview')}
        </Button>
      }
    />
  );
};
