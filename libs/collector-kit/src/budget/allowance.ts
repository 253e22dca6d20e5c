/** What one process holds of one bucket: a block of turns, who waits for the next one, and how the tries ended. */
import type { Ask, Grant } from './bucket.js';
import { isTelling } from './learned-rate.js';

/** Milliseconds for which a block is good, and after which a free one is looked at again while it is still good. */
const lapsesAfter = 1_000;
const renewedAfter = 700;
/** Milliseconds between two times that the store is told of refusals, unless they change the rate. */
const toldEvery = 500;
/** Milliseconds in which a used up block shows that the next one should be larger. */
const quickly = 500;

interface Waiting {
  readonly go: () => void;
}

export class Allowance {
  /** Of the learned rate; refusals of tries that were made under another one say nothing. */
  version = 0;
  private tokens = 0;
  private from = 0;
  private until = 0;
  private askedAt = -Infinity;
  private asking = false;
  private blockSize = 1;
  private listens = true;
  private readonly waiting = new Set<Waiting>();
  private timer: NodeJS.Timeout | undefined;
  private tries = 0;
  private refusals = 0;

  /** @param ask takes turns out of the shared bucket; never rejects. */
  constructor(private readonly ask: (ask: Ask) => Promise<Grant>) {}

  /** Takes a turn that is at hand. */
  takeNow(): boolean {
    return this.waiting.size === 0 && this.take(performance.now());
  }

  /** Waits for a turn, in order. @throws the signal's reason. */
  async wait(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        this.waiting.delete(one);
        if (this.waiting.size === 0) this.wake();
        reject(signal.reason as Error); // whatever the one who stopped it gave as the reason
      };
      const one = {
        go: () => {
          signal.removeEventListener('abort', leave);
          resolve();
        },
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.add(one);
      this.serve();
    });
  }

  /** A try ended that had its turn under that version. */
  ended(version: number | undefined, wasRefused: boolean): void {
    if (version !== this.version || !this.listens) return;
    this.tries += 1;
    if (!wasRefused) return;
    this.refusals += 1;
    const now = performance.now();
    const isBound = this.tokens !== Infinity;
    // What is promised for later is within the rate; what could be used at once would hit an empty bucket.
    if (isBound && now >= this.from) this.tokens = 0;
    const isDue = isBound && now - this.askedAt >= toldEvery;
    if (!this.asking && (isDue || isTelling(this.tries, this.refusals, isBound))) void this.fetch(0);
  }

  private take(now: number): boolean {
    if (now < this.from || now >= this.until || this.tokens < 1) return false;
    this.tokens -= 1;
    if (this.tokens === Infinity && !this.asking && now - this.askedAt >= renewedAfter) void this.fetch(1);
    return true;
  }

  /** Lets those go for whom there is a turn, and sees to it that there will be one for the others. */
  private serve(): void {
    const now = performance.now();
    for (const one of this.waiting) {
      if (!this.take(now)) break;
      this.waiting.delete(one);
      one.go();
    }
    if (this.waiting.size === 0) return this.wake();
    if (this.asking) return;
    if (this.tokens >= 1 && now < this.from)
      this.timer ??= setTimeout(() => {
        this.timer = undefined;
        this.serve();
      }, this.from - now);
    else void this.fetch(this.waiting.size);
  }

  /** Nobody waits: no timer has to fire. */
  private wake(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private async fetch(least: number): Promise<void> {
    this.asking = true;
    const began = performance.now();
    // A block that was used up at once was too small; one that lasted was not.
    this.blockSize = began - this.askedAt < quickly ? Math.min(this.blockSize * 2, 64) : 1;
    this.askedAt = began;
    const [tries, refused] = [this.tries, this.refusals];
    this.tries = 0;
    this.refusals = 0;
    const most = Math.max(least, this.blockSize);
    const { tokens, waitMs, version, listens } = await this.ask({ least, most, tries, refused, version: this.version });
    if (version !== this.version) {
      this.tries = 0;
      this.refusals = 0;
    }
    this.version = version;
    this.listens = listens;
    const now = performance.now();
    this.asking = false;
    // Who only told keeps what he has, unless that was without bounds.
    if (least > 0 || tokens === Infinity || this.tokens === Infinity) {
      this.tokens = tokens;
      this.from = now + waitMs;
      this.until = this.from + lapsesAfter;
    }
    this.serve();
  }
}
