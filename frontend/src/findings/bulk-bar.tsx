import { mostInBulk } from '@cspmexa/contracts';
import { ActionIcon, Button } from '@mantine/core';
import {
  IconArrowBackUp,
  IconCalendarDue,
  IconCircleHalf2,
  IconMessageCircle,
  IconUser,
  IconX,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';
import { countOf, nothing, type Selection } from './selection.js';
import type { Act } from './use-triage-keys.js';

interface Props {
  readonly selection: Selection;
  /** Of the whole list. */
  readonly total: number;
  readonly q: string;
  readonly isBusy: boolean;
  readonly onSelection: (selection: Selection) => void;
  readonly onAct: Act;
}

const actions = [
  ['assign', IconUser],
  ['due', IconCalendarDue],
  ['comment', IconMessageCircle],
  ['except', IconCircleHalf2],
  ['remove-exception', IconArrowBackUp],
] as const;

/** How many findings are selected, and what can be done with them. */
export const BulkBar = ({ selection, total, q, isBusy, onSelection, onAct }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const count = countOf(selection);
  if (count === 0) return null;
  const isTooMany = count > mostInBulk || (selection.kind === 'some' && count > 1_000);
  return (
    <section className="bulk-bar" aria-label={t('triage.bulk.label')}>
      <strong role="status">{t('triage.bulk.selected', { count, shown: format.number(count) })}</strong>
      {count < total && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => onSelection({ kind: 'all', q, total, except: new Set() })}
        >
          {t('triage.bulk.all', { shown: format.number(total) })}
        </Button>
      )}
      <div className="bulk-actions">
        {actions.map(([action, Icon]) => (
          <Button
            key={action}
            size="compact-sm"
            variant="default"
            disabled={isTooMany || isBusy}
            leftSection={<Icon size={14} aria-hidden />}
            onClick={() => onAct(action, selection)}
          >
            {t(`triage.bulk.${action}`)}
          </Button>
        ))}
      </div>
      <ActionIcon
        variant="subtle"
        className="quiet"
        aria-label={t('triage.bulk.clear')}
        onClick={() => onSelection(nothing)}
      >
        <IconX size={16} aria-hidden />
      </ActionIcon>
      {isTooMany && (
        <p className="bulk-too-many">
          {t('triage.bulk.tooMany', { most: format.number(selection.kind === 'some' ? 1_000 : mostInBulk) })}
        </p>
      )}
    </section>
  );
};
