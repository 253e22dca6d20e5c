/**
 * How fast one operation is asked of one region. AWS lets a burst through and then so many a second, without saying how
 * many; three tries of a call do not bridge that. So the pace is free until AWS asks for less, falls until that stops,
 * and rises slowly again. Where going slower changes nothing (a server that refuses at random, or always), the pace is
 * left alone and the SDK's own pauses have to do.
 */
import { setTimeout } from 'node:timers/promises';

/** Tries a second that the pace falls to at first, and below which it does not fall. */
const firstRate = 40;
const leastRate = 2;
/** Tries after which the share of refused ones is looked at. */
const windowSize = 20;
/**
 * Shares of refused tries above which a free pace is bound, and a bound one falls. What is below, the SDK's three tries
 * bridge.
 */
const bindingShare = 0.6;
const fallingShare = 0.15;

export class Pace {
  /** Tries a second; undefined as long as nothing slows them. */
  private rate: number | undefined;
  private nextAt = 0;
  private changedAt = -Infinity;
  private tries = 0;
  private refused = 0;
  private lastShare = 1;
  private inVain = 0;

  /** Waits for a try's turn, and tells when it began, in milliseconds. */
  async turn(): Promise<number> {
    const now = performance.now();
    if (this.rate === undefined) return now;
    const at = Math.max(now, this.nextAt);
    this.nextAt = at + 1_000 / this.rate;
    if (at > now) await setTimeout(at - now);
    return performance.now();
  }

  /** A try ended. What began before the pace changed says nothing about it. */
  note(beganAt: number, wasRefused: boolean): void {
    if (beganAt < this.changedAt || this.inVain >= 2) return;
    this.tries += 1;
    if (wasRefused) this.refused += 1;
    if (this.tries < windowSize) return;
    this.judge(this.refused / this.tries);
    this.tries = 0;
    this.refused = 0;
  }

  private judge(share: number): void {
    if (share <= (this.rate === undefined ? bindingShare : fallingShare)) {
      if (this.rate !== undefined) this.rate *= 1.08;
      this.lastShare = 1;
      return;
    }
    // Nothing got through at all: that is no bucket that fills up again.
    if (share === 1) return;
    this.inVain = share >= this.lastShare * 0.85 ? this.inVain + 1 : 0;
    this.lastShare = this.rate === undefined ? 1 : share;
    this.rate =
      this.inVain >= 2 ? undefined : this.rate === undefined ? firstRate : Math.max(leastRate, this.rate * 0.6);
    this.changedAt = performance.now();
  }
}
