/** The overview on a screen on the wall: full-screen, awake, and fresh by itself. */
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';

/** Live events keep the numbers fresh; this is for what they do not tell, such as time going by. In milliseconds. */
const refreshMs = 60_000;

/** Makes the page fill the screen, where the browser lets it. Only what a person has pressed may ask for that. */
export const enterTv = (): void => void document.documentElement.requestFullscreen?.().catch(() => undefined);

/** Gives the screen back. */
export function leaveFullScreen(): void {
  if (document.fullscreenElement) void document.exitFullscreen().catch(() => undefined);
}

/** Reads everything that is shown again each minute, and keeps the screen on. `onLeave` hears of the Escape that ends the full screen. */
export function useTv(isOn: boolean, onLeave: () => void): void {
  const queries = useQueryClient();
  const leave = useRef(onLeave);
  useEffect(() => {
    leave.current = onLeave;
  });
  useEffect(() => {
    if (!isOn) return;
    const end = new AbortController();
    const { signal } = end;
    const timer = setInterval(() => void queries.invalidateQueries({ refetchType: 'active' }), refreshMs);
    const hold = (): void => {
      if (document.visibilityState === 'visible') void holdScreen(signal);
    };
    hold();
    document.addEventListener('visibilitychange', hold, { signal });
    document.addEventListener('fullscreenchange', () => document.fullscreenElement ?? leave.current(), { signal });
    return () => {
      clearInterval(timer);
      end.abort();
    };
  }, [isOn, queries]);
}

/** Browsers let go of the lock whenever the page is hidden. */
async function holdScreen(signal: AbortSignal): Promise<void> {
  // Absent outside secure contexts, whatever the types say.
  const locks = navigator.wakeLock as WakeLock | undefined;
  const lock = await locks?.request('screen').catch(() => undefined);
  if (signal.aborted) return void lock?.release();
  signal.addEventListener('abort', () => void lock?.release());
}
