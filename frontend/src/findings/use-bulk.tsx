import type { BulkAction, BulkChange } from '@cspmexa/contracts';
import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../api/client.js';
import { keys } from '../api/keys.js';
import { BulkReport } from './bulk-report.js';
import { asRequest, type Selection } from './selection.js';

/** How long a change can be taken back from its message, in milliseconds. The server allows longer. */
const undoMs = 10_000;

interface Asked {
  readonly selection: Selection;
  readonly action: BulkAction;
}

export interface Bulk {
  readonly change: (asked: Asked, onDone?: () => void) => void;
  /** Takes the last change of this visit back. */
  readonly undo: () => void;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly reset: () => void;
}

const toastId = 'findings-change';

/** Changes findings, tells what came of it, and takes it back. `onChanged` is called when the list is no longer as it was. */
export function useBulk(onChanged: () => void): Bulk {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const last = useRef<BulkChange | undefined>(undefined);

  const tell = (message: (keep: () => void) => ReactNode): void => {
    const toast = {
      id: toastId,
      role: 'status',
      autoClose: undoMs,
      closeButtonProps: { 'aria-label': t('actions.close') },
    };
    const content = message(() => notifications.update({ ...toast, message: content, autoClose: false }));
    notifications.hide(toastId);
    notifications.show({ ...toast, message: content });
  };
  const renew = (): void => {
    void queries.invalidateQueries({ queryKey: keys.findings });
    void queries.invalidateQueries({ queryKey: keys.overview });
    onChanged();
  };
  const back = useMutation({
    mutationFn: (changeId: string) => api.undoFindingChanges({ params: { changeId } }),
    onSuccess: (undone) => {
      renew();
      tell((keep) => <BulkReport change={undone} isUndone onListed={keep} />);
    },
    onError: () => tell(() => t('triage.bulk.cannotUndo')),
  });
  const undo = (): void => {
    const { current } = last;
    if (!current || back.isPending) return tell(() => t('triage.bulk.nothingToUndo'));
    last.current = undefined;
    back.mutate(current.id);
  };
  const { mutate, isPending, error, reset } = useMutation({
    mutationFn: ({ selection, action }: Asked) => {
      const select = asRequest(selection);
      if (!select) throw new Error('Nothing is selected.');
      return api.changeFindings({ body: { select, action } });
    },
    onSuccess: (change) => {
      last.current = change.changed > 0 ? change : last.current;
      renew();
      tell((keep) => <BulkReport change={change} onListed={keep} {...(change.changed > 0 ? { onUndo: undo } : {})} />);
    },
  });
  return {
    change: (asked, onDone) => mutate(asked, { onSuccess: () => onDone?.() }),
    undo,
    isBusy: isPending,
    error,
    reset,
  };
}
