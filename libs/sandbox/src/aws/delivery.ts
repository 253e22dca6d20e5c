/** What the two adapters share: which accounts answer, and how long an answer is held back. */
import type { SandboxAccount } from './account.js';
import { SandboxCloud } from './cloud.js';

/** One account, or several that answer together; the first is the one of unsigned requests and unknown keys. */
export type Accounts = SandboxAccount | readonly [SandboxAccount, ...SandboxAccount[]];

/** The front door of the accounts. */
export function cloudOf(accounts: Accounts): SandboxCloud {
  return new SandboxCloud('state' in accounts ? [accounts] : accounts);
}

/** Resolves after the given milliseconds; at once for 0. Rejects when the signal aborts first. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  // Without a delay, too, others get their turn: a real call waits for the network.
  if (ms <= 0) return new Promise((resolve) => setImmediate(resolve));
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      clearTimeout(timer);
      reject(abortError());
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal?.addEventListener('abort', stop, { once: true });
  });
}

/** The error of a request that its caller gave up. */
export function abortError(): Error {
  return Object.assign(new Error('Request aborted'), { name: 'AbortError' });
}
