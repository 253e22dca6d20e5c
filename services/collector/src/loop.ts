/** Work that is looked for again and again: schedules, queued scans, lost leases. */
import type { Logger } from '@cspmexa/platform';

export interface LoopOptions {
  /** For the log, for example "the planner". */
  readonly name: string;
  /** The pause when there is nothing to do, in milliseconds. */
  readonly pauseMs: number;
  readonly logger: Logger;
  /** Does one piece of work; true when there may be more. */
  readonly work: () => Promise<boolean>;
}

/** Runs `work` until it is stopped, one at a time. A failure is logged, and after a longer pause the next turn tries again. */
export class Loop {
  private running: Promise<void> | undefined;
  private stopping = false;
  private failures = 0;
  private wakeUp: (() => void) | undefined;

  constructor(private readonly options: LoopOptions) {}

  start(): void {
    this.running ??= this.run();
  }

  /** Looks now instead of at the end of the pause. */
  wake(): void {
    this.wakeUp?.();
  }

  /** Begins nothing new and waits for what runs. */
  async stop(): Promise<void> {
    this.stopping = true;
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.stopping) {
      if (!(await this.turn())) await this.pause();
    }
  }

  private async turn(): Promise<boolean> {
    try {
      const more = await this.options.work();
      this.failures = 0;
      return more;
    } catch (error) {
      this.failures += 1;
      this.options.logger.warn({ error }, `${this.options.name} failed and will try again`);
      return false;
    }
  }

  private async pause(): Promise<void> {
    if (this.stopping) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.options.pauseMs * Math.min(2 ** this.failures, 16));
      this.wakeUp = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.wakeUp = undefined;
  }
}
