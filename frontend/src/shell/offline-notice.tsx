import { IconWifiOff } from '@tabler/icons-react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';

function subscribe(listener: () => void): () => void {
  window.addEventListener('online', listener);
  window.addEventListener('offline', listener);
  return () => {
    window.removeEventListener('online', listener);
    window.removeEventListener('offline', listener);
  };
}

/** Says that the device is offline: what is shown may be old, and what is changed waits for the connection. */
export const OfflineNotice = () => {
  const { t } = useTranslation();
  const isOnline = useSyncExternalStore(subscribe, () => navigator.onLine);
  return (
    <div role="status" className="offline-place">
      {!isOnline && (
        <p className="offline">
          <IconWifiOff size={16} aria-hidden /> {t('shell.offline')}
        </p>
      )}
    </div>
  );
};
