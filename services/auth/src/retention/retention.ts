/** Drops what is past keeping: at the start and every hour, until the service stops. */
import { Turns, type Logger } from '@cspmexa/platform';

/** Something that is kept for a time. */
export interface Retained {
  /** What it is, for the log. */
  readonly kept: string;
  /** Drops what is past keeping, a bounded piece at a time until `stop`. @returns how many rows. */
  prune(stop?: AbortSignal): Promise<number>;
}

const hour = 3_600_000;

export class Retention extends Turns {
  constructor(
    all: readonly Retained[],
    private readonly logger: Logger,
  ) {
    super({
      work: (stop) => Promise.all(all.map((each) => this.prune(each, stop))).then(() => false),
      pauseMs: hour,
      failed: (error) => logger.warn({ error }, 'what is past keeping could not be dropped and will be later'),
    });
  }

  /** One that fails keeps none of the others. */
  private async prune(retained: Retained, stop: AbortSignal): Promise<void> {
    const { kept } = retained;
    try {
      const dropped = await retained.prune(stop);
      if (dropped > 0) this.logger.info({ kept, dropped }, 'dropped what is past keeping');
    } catch (error) {
      this.logger.warn({ kept, error }, 'what is past keeping could not be dropped and will be later');
    }
  }
}
