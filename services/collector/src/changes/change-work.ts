/** Change events from the queue to their scans, for as long as the service lives. */
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import type { Logger } from '@cspmexa/platform';
import { Loop } from '../loop.js';
import type { ChangeQueue } from './change-queue.js';
import type { ChangedScans } from './changed-scans.js';

export interface ChangeWorkOptions {
  /** Without a queue nothing runs. */
  readonly queue: ChangeQueue | undefined;
  readonly scans: ChangedScans;
  /** Has the planners look now. */
  readonly planNow: () => void;
  readonly tickMs: number;
  readonly logger: Logger;
}

export class ChangeWork implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly loop: Loop;

  constructor(private readonly options: ChangeWorkOptions) {
    const { scans, planNow, tickMs, logger } = options;
    this.loop = new Loop({
      name: 'the scan of what has changed',
      pauseMs: tickMs,
      logger,
      work: async () => {
        const seenTo = await scans.startOne();
        if (seenTo) planNow();
        return seenTo;
      },
    });
  }

  onApplicationBootstrap(): void {
    if (!this.options.queue) return;
    this.options.queue.start();
    this.loop.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all([this.options.queue?.stop(), this.loop.stop()]);
  }
}
