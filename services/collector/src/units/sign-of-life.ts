/** Says every so often that work goes on, and ends the work when nobody wants it any more. */
import type { Logger } from '@cspmexa/platform';

export interface SignOfLifeOptions {
  readonly everyMs: number;
  /** Renews the lease; false when it is no longer ours. */
  readonly keep: () => Promise<boolean>;
  /** What else is written down each time. */
  readonly flush: () => Promise<void>;
  /** Called once, when the lease is no longer ours. */
  readonly lost: () => void;
  readonly logger: Logger;
}

/** Begins at once with the pause. Returns the way to end it. */
export function signOfLife({ everyMs, keep, flush, lost, logger }: SignOfLifeOptions): () => void {
  let isBusy = false;
  const beat = async (): Promise<void> => {
    // A database that answers slowly is not asked once more.
    if (isBusy) return;
    isBusy = true;
    try {
      const isOurs = await keep();
      await flush();
      if (!isOurs) lost();
    } catch (error) {
      // The database is away: the lease will tell whether the work is still ours when it is back.
      logger.warn({ error }, 'a sign of life could not be given');
    } finally {
      isBusy = false;
    }
  };
  const timer = setInterval(() => void beat(), everyMs);
  return () => clearInterval(timer);
}
