import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { session } from '../api/client.js';
import { keys, type KeyName } from '../api/keys.js';
import type { LiveState } from './live-stream.js';
import { staleAfter } from './stale-keys.js';

const gatherMs = 400;
const pollMs = 5_000;

/** Keeps the open lists fresh while the page is shown: by live events, or by polling when the stream cannot be read. */
export function useLive(): LiveState {
  const [state, setState] = useState<LiveState>('connecting');
  const queries = useQueryClient();

  useEffect(() => {
    const stale = new Set<KeyName>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = (): void => {
      timer = undefined;
      for (const name of stale) void queries.invalidateQueries({ queryKey: keys[name] });
      stale.clear();
    };
    let close: (() => void) | undefined;
    let isLeft = false;
    // Its code can wait until the page is drawn; without it the page polls.
    import('./live-stream.js').then(
      ({ openLiveStream }) => {
        if (isLeft) return;
        close = openLiveStream({
          url: '/api/v1/events',
          fetch: session.fetch,
          onState: setState,
          onEvent: (type) => {
            staleAfter(type).forEach((name) => stale.add(name));
            if (stale.size > 0) timer ??= setTimeout(flush, gatherMs);
          },
        });
      },
      () => setState('polling'),
    );
    return () => {
      isLeft = true;
      close?.();
      clearTimeout(timer);
    };
  }, [queries]);

  // What happened while the device was offline was heard by nobody.
  useEffect(() => {
    const readAgain = (): void => void queries.invalidateQueries({ refetchType: 'active' });
    window.addEventListener('online', readAgain);
    return () => window.removeEventListener('online', readAgain);
  }, [queries]);

  useEffect(() => {
    if (state !== 'polling') return undefined;
    const timer = setInterval(() => void queries.invalidateQueries({ refetchType: 'active' }), pollMs);
    return () => clearInterval(timer);
  }, [state, queries]);

  return state;
}
