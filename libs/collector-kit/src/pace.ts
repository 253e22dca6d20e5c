/**
 * How fast calls go to one service in one region. AWS lets a burst through and then so many a second, without saying how many; three tries of
 * a call do not bridge that. So the pace is free until AWS asks for less, falls at once when it does, and rises slowly again.
 */
import { setTimeout } from 'node:timers/promises';

/** Calls a second that the pace falls to at first, and below which it does not fall. */
const firstRate = 40;
const leastRate = 1;
/** Requests to slow down within this time, in milliseconds, are about the same burst. */
const sameBurst = 300;

export class Pace {
  /** Calls a second; undefined as long as nothing slows them. */
  private rate: number | undefined;
  private nextAt = 0;
  private slowedAt = -Infinity;

  /** Waits for this try's turn. */
  async turn(): Promise<void> {
    if (this.rate === undefined) return;
    const now = performance.now();
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1_000 / this.rate;
    if (at > now) await setTimeout(at - now);
  }

  /** AWS asked for less. */
  slower(): void {
    const now = performance.now();
    if (now - this.slowedAt < sameBurst) return;
    this.slowedAt = now;
    this.rate = this.rate === undefined ? firstRate : Math.max(leastRate, this.rate * 0.6);
    // What is under way was sent at the old pace.
    this.nextAt = Math.max(this.nextAt, now + sameBurst);
  }

  /** A call went through: about one call a second more, each second. */
  faster(): void {
    if (this.rate !== undefined) this.rate += 1 / this.rate;
  }
}
