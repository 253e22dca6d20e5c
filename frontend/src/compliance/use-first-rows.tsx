import { Button } from '@mantine/core';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

/** The first rows of a list that may be long, and the button that shows the others; nothing when there are no others. */
export function useFirstRows<Row>(rows: readonly Row[], first = 10): { shown: readonly Row[]; more: ReactNode } {
  const { t } = useTranslation();
  const [isWhole, setWhole] = useState(false);
  if (isWhole || rows.length <= first * 1.2) return { shown: rows, more: null };
  return {
    shown: rows.slice(0, first),
    more: (
      <div className="more-rows">
        <Button size="compact-xs" variant="subtle" onClick={() => setWhole(true)}>
          {t('compliance.showAll', { count: rows.length })}
        </Button>
      </div>
    ),
  };
}
