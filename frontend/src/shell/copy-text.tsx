import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

interface Props {
  readonly value: string | (() => string);
  /** What is copied, for those who do not see where the button stands. */
  readonly label: string;
  readonly className?: string;
}

/** Copies a text and says so. */
export const CopyText = ({ value, label, className }: Props) => {
  const { t } = useTranslation();
  const { copied, copy } = useClipboard({ timeout: 1_500 });
  const word = copied ? t('actions.copied') : t('actions.copy');
  return (
    <Button
      {...(className ? { className } : {})}
      size="compact-xs"
      variant="default"
      aria-label={`${word}: ${label}`}
      leftSection={copied ? <IconCheck size={12} /> : <IconCopy size={12} />}
      onClick={() => copy(typeof value === 'string' ? value : value())}
    >
      {word}
    </Button>
  );
};
