import { Alert } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

/** Says which parameters of the address were not understood. */
export const IgnoredNotice = ({ names }: { readonly names: readonly string[] }) => {
  const { t } = useTranslation();
  const format = useFormat();
  if (names.length === 0) return null;
  return (
    <Alert className="notice" icon={<IconInfoCircle size={16} />} role="status">
      {t('table.ignored', { count: names.length, names: format.list(names) })}
    </Alert>
  );
};
