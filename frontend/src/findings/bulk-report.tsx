import type { BulkChange } from '@cspmexa/contracts';
import { Button, Modal } from '@mantine/core';
import { IconArrowBackUp } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../format/use-format.js';

interface Props {
  readonly change: BulkChange;
  readonly isUndone?: boolean;
  readonly onUndo?: () => void;
  /** The list of what stayed is open: the message has to stay, too. */
  readonly onListed: () => void;
}

/** What a change of findings came to: how many changed, which did not and why, and the way back. */
export const BulkReport = ({ change, isUndone = false, onUndo, onListed }: Props) => {
  const { t } = useTranslation();
  const format = useFormat();
  const [isListed, setListed] = useState(false);
  const { changed, matched, skipped, action } = change;
  const words = { count: changed, shown: format.number(changed) };
  const stayed = Math.max(0, matched - changed);
  const reasons = [...new Set(skipped.map(({ why }) => why))];
  return (
    <div className="bulk-report">
      <p>
        {changed === 0
          ? t('triage.bulk.nothing')
          : isUndone
            ? t('triage.bulk.undone', words)
            : t(`triage.bulk.done.${action.kind}`, words)}
      </p>
      {!isUndone && stayed > 0 && (
        <p className="sub">
          {t('triage.bulk.skipped', { count: stayed, shown: format.number(stayed) })}{' '}
          {format.list(
            reasons.map(
              (why) =>
                `${t(`triage.bulk.why.${why}`)} (${format.number(skipped.filter((one) => one.why === why).length)})`,
            ),
          )}
        </p>
      )}
      <div className="bulk-report-actions">
        {onUndo && (
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconArrowBackUp size={14} aria-hidden />}
            onClick={onUndo}
          >
            {t('triage.bulk.undo')}
          </Button>
        )}
        {skipped.length > 0 && (
          <Button
            size="compact-sm"
            variant="subtle"
            onClick={() => {
              setListed(true);
              onListed();
            }}
          >
            {t('triage.bulk.report')}
          </Button>
        )}
      </div>
      <Modal
        opened={isListed}
        onClose={() => setListed(false)}
        title={t('triage.bulk.reportTitle')}
        closeButtonProps={{ 'aria-label': t('actions.close') }}
      >
        <ul className="bulk-skipped">
          {skipped.map(({ findingId, why }) => (
            <li key={findingId}>
              {/* Messages stand outside the router. */}
              <a href={`/findings/${findingId}`} className="mono">
                {findingId}
              </a>{' '}
              {t(`triage.bulk.why.${why}`)}
            </li>
          ))}
        </ul>
      </Modal>
    </div>
  );
};
