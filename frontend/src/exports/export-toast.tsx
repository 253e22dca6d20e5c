/** The message that follows an export wherever the person goes in the meantime. */
import type { Export } from '@cspmexa/contracts';
import { Button } from '@mantine/core';
import { notifications, type NotificationData } from '@mantine/notifications';
import { IconRefresh } from '@tabler/icons-react';
import i18next from 'i18next';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemAlert } from '../states/problem-alert.js';
import { ExportProgress } from './export-progress.js';

/** How long the message stays after the file was saved, in milliseconds. */
const stayMs = 10_000;

/** Not an alert: it would be read out again with every row. What has happened is said in a status inside. */
const toast = (id: string, message: ReactNode): NotificationData & { id: string } => ({
  id,
  message,
  role: 'group',
  'aria-label': i18next.t('exports.export'),
  autoClose: false,
  closeButtonProps: { 'aria-label': i18next.t('actions.close') },
});

/** Follows an export until its file is saved. */
export function toastExport(started: Export): void {
  const message = toast(
    started.id,
    <ExportProgress
      started={started}
      onSaved={() => notifications.update({ ...message, autoClose: stayMs })}
      onGone={() => notifications.hide(started.id)}
      onAgain={(again) => {
        notifications.hide(started.id);
        toastExport(again);
      }}
    />,
  );
  notifications.show(message);
}

/** Says why an export did not begin. */
export function toastRefusal(error: unknown, retry: () => void): void {
  const id = 'export-refused';
  const again = (): void => {
    notifications.hide(id);
    retry();
  };
  notifications.hide(id);
  notifications.show(toast(id, <Refusal error={error} onRetry={again} />));
}

const Refusal = ({ error, onRetry }: { readonly error: unknown; readonly onRetry: () => void }) => {
  const { t } = useTranslation();
  return (
    <ProblemAlert error={error}>
      <Button mt="sm" size="xs" variant="default" leftSection={<IconRefresh size={14} />} onClick={onRetry}>
        {t('actions.retry')}
      </Button>
    </ProblemAlert>
  );
};
