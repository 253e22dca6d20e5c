/** The stream of live events: read with fetch (so that the token travels in a header), resumed by its last id, with a growing pause after each failure. */
import { createParser } from 'eventsource-parser';

export type LiveState = 'connecting' | 'live' | 'polling';

interface Options {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch;
  readonly onEvent: (type: string, data: string) => void;
  readonly onState: (state: LiveState) => void;
  /** Milliseconds before try number `failures`; the default grows from 1 s to 30 s with jitter. */
  readonly pause?: (failures: number) => number;
}

const defaultPause = (failures: number): number =>
  Math.min(30_000, 1_000 * 2 ** (failures - 1)) * (0.75 + Math.random() / 2);

/** Reads until the returned function is called. `polling` is said after the second failure in a row. */
export function openLiveStream({ url, fetch, onEvent, onState, pause = defaultPause }: Options): () => void {
  const stop = new AbortController();
  let lastEventId: string | undefined;
  let failures = 0;

  const parser = createParser({
    onEvent: ({ id, event = 'message', data }) => {
      if (id !== undefined) lastEventId = id;
      onEvent(event, data);
    },
  });

  const readOnce = async (): Promise<void> => {
    const response = await fetch(url, {
      headers: { accept: 'text/event-stream', ...(lastEventId ? { 'last-event-id': lastEventId } : {}) },
      credentials: 'same-origin',
      signal: stop.signal,
    });
    if (!response.ok || !response.body) throw new Error(`The stream answered ${response.status}.`);
    failures = 0;
    onState('live');
    parser.reset();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) parser.feed(part.value);
  };

  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await readOnce().catch(() => undefined);
      if (stop.signal.aborted) return;
      failures += 1;
      onState(failures > 1 ? 'polling' : 'connecting');
      await wait(pause(failures), stop.signal);
    }
  };

  onState('connecting');
  void run();
  return () => stop.abort();
}

/** Ends early when the stream is left, and when the device is online again. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  // Absent outside browsers, whatever the types say.
  const page = globalThis.window as Window | undefined;
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      page?.removeEventListener('online', done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener('abort', done);
    page?.addEventListener('online', done);
  });
}
