import { Group, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { CopyText } from '../shell/copy-text.js';

/** The id that finds this failure in the logs, with a button that copies it. */
export const TraceId = ({ id }: { readonly id: string }) => {
  const { t } = useTranslation();
  return (
    <Group gap={8} mt={6}>
      <Text size="xs" c="dimmed">
        {t('states.traceId')} <code>{id}</code>
      </Text>
      <CopyText value={id} label={t('states.traceId')} />
    </Group>
  );
};
