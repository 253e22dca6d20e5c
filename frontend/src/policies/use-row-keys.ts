import { useTranslation } from 'react-i18next';
import { useKeys } from '../keys/use-keys.js';

/** `j` and `k` walk the rows of the page's list; Enter then opens the one that has the focus. */
export function useRowKeys(title: string): void {
  const { t } = useTranslation();
  const move = (step: 1 | -1): void => {
    if (document.querySelector('[role=dialog]')) return;
    const rows = [...document.querySelectorAll<HTMLElement>('.list .row-link')];
    const at = rows.findIndex((row) => row === document.activeElement);
    const next = rows[at < 0 ? 0 : Math.max(0, Math.min(at + step, rows.length - 1))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
  useKeys(title, [
    { keys: 'j', says: t('policies.keys.down'), run: () => move(1) },
    { keys: 'k', says: t('policies.keys.up'), run: () => move(-1) },
  ]);
}
