/** Work that is looked for again and again, for as long as the service lives. */
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';

export interface TurnsOptions {
  /** Does one piece of work; true when there may be more. `stop` says that the service wants to end. */
  readonly work: (stop: AbortSignal) => Promise<boolean>;
  /** The pause when there is no more, in milliseconds. */
  readonly pauseMs: number;
  /** Hears of a turn that failed: the next one, after the pause, tries again. */
  readonly failed: (error: unknown) => void;
}

/** One turn at a time, until the service stops. */
export class Turns implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly stopping = new AbortController();
  private running: Promise<void> | undefined;
  private wakeUp: (() => void) | undefined;
  private isWanted = false;

  constructor(private readonly turns: TurnsOptions) {}

  onApplicationBootstrap(): void {
    this.running ??= this.run();
  }

  /** Takes the next turn now instead of after the pause. */
  wake(): void {
    this.isWanted = true;
    this.wakeUp?.();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopping.abort();
    await this.running;
  }

  private async run(): Promise<void> {
    const { work, failed, pauseMs } = this.turns;
    const { signal } = this.stopping;
    while (!signal.aborted) {
      this.isWanted = false;
      const hasMore = await work(signal).catch((error: unknown) => {
        failed(error);
        return false;
      });
      if (!hasMore && !this.isWanted) await this.pause(pauseMs, signal);
    }
  }

  private pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.wakeUp = undefined;
        resolve();
      };
      const timer = setTimeout(done, milliseconds).unref();
      signal.addEventListener('abort', done, { once: true });
      this.wakeUp = done;
    });
  }
}
