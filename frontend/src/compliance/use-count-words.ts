import type { ControlCounts } from '@cspmexa/contracts';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

const names = ['passed', 'failed', 'unknown', 'manual', 'notApplicable'] as const;
type Count = (typeof names)[number];

/** Counts of controls in words: "24 passed", "3 failed" …; those that are zero are left out. */
export function useCountWords(): (counts: ControlCounts, which?: readonly Count[]) => string {
  const { t } = useTranslation();
  const format = useFormat();
  return (counts, which = names) =>
    which
      .filter((name) => counts[name] > 0)
      .map((name) => t(`compliance.${name}`, { count: counts[name], shown: format.number(counts[name]) }))
      .join(' · ');
}
