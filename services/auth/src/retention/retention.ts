/** Drops what is past keeping: at the start and every hour, until the service stops. */
import type { Logger } from '@cspmexa/platform';
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

/** Something that is kept for a time. */
export interface Retained {
  /** What it is, for the log. */
  readonly kept: string;
  /** Drops what is past keeping, a bounded piece at a time until `stop`. @returns how many rows. */
  prune(stop?: AbortSignal): Promise<number>;
}

const hour = 3_600_000;

export class Retention implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stop = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly all: readonly Retained[],
    private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    const prune = (): void => {
      this.running = Promise.all(this.all.map((each) => this.prune(each)));
    };
    prune();
    this.timer = setInterval(prune, hour);
    this.timer.unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stop.abort();
    clearInterval(this.timer);
    await this.running;
  }

  private async prune(retained: Retained): Promise<void> {
    const { kept } = retained;
    try {
      const dropped = await retained.prune(this.stop.signal);
      if (dropped > 0) this.logger.info({ kept, dropped }, 'dropped what is past keeping');
    } catch (error) {
      this.logger.warn({ kept, error }, 'what is past keeping could not be dropped and will be later');
    }
  }
}
