import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { EmptyState } from './empty-state.js';

/** There is something, but nothing that matches the filters. */
export const ZeroResults = ({ onClear }: { readonly onClear: () => void }) => {
  const { t } = useTranslation();
  return (
    <EmptyState
      icon={<IconFilterOff size={28} />}
      title={t('states.zeroTitle')}
      why={t('states.zeroWhy')}
      action={<Button onClick={onClear}>{t('states.clearFilters')}</Button>}
    />
  );
};
