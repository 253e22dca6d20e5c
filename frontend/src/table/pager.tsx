import { Button, Group, Text } from '@mantine/core';
import { IconArrowLeft, IconArrowRight, IconChevronsLeft } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Pages } from '../url/use-pages.js';

/** Previous and next page of a list. Absent when there is one page only. */
export const Pager = ({ pages }: { readonly pages: Pages }) => {
  const { t } = useTranslation();
  if (!pages.toFirst && !pages.toNext) return null;
  return (
    <Group component="nav" aria-label={t('table.pages')} justify="space-between" className="pager">
      <Group gap={8}>
        {pages.number === undefined && pages.toFirst && (
          <Button variant="default" size="xs" leftSection={<IconChevronsLeft size={14} />} onClick={pages.toFirst}>
            {t('table.first')}
          </Button>
        )}
        <Button
          variant="default"
          size="xs"
          leftSection={<IconArrowLeft size={14} />}
          disabled={!pages.toPrevious}
          {...(pages.toPrevious ? { onClick: pages.toPrevious } : {})}
        >
          {t('table.previous')}
        </Button>
      </Group>
      {pages.number !== undefined && (
        <Text size="xs" c="dimmed">
          {t('table.page', { number: pages.number })}
        </Text>
      )}
      <Button
        variant="default"
        size="xs"
        rightSection={<IconArrowRight size={14} />}
        disabled={!pages.toNext}
        {...(pages.toNext ? { onClick: pages.toNext } : {})}
      >
        {t('table.next')}
      </Button>
    </Group>
  );
};
