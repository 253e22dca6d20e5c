/**
 * Whether an action of a region answers at all. A call whose tries were all refused is made again in later rounds; but
 * where call after call fails, one of them alone finds out, at growing pauses, and the others wait for it. If that one
 * fails to the end as well, all are given up: a thousand calls must not each find out for themselves.
 */
import type { CallFailure } from './classify.js';
import { pause } from './stopped.js';

/** Milliseconds before each later round: for calls that AWS told to slow down, and for those that got no answer. */
export interface Pauses {
  readonly throttled: readonly number[];
  readonly unanswered: readonly number[];
}

export const usualPauses: Pauses = {
  throttled: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000],
  unanswered: [1_000, 5_000],
};
export const noPauses: Pauses = { throttled: [], unanswered: [] };

/** Calls that fail one after the other before the rest waits. Of those that got no answer, each has cost its time. */
const failuresInARow = { throttled: 20, unanswered: 6 };
/** Milliseconds between two looks at whether the one that finds out is back. */
const look = 250;

const sortOf = ({ unknown }: CallFailure): keyof Pauses =>
  unknown.reason === 'throttled' ? 'throttled' : 'unanswered';

export class LaterRounds {
  private failed = 0;
  private probes = 0;
  private probeAt = 0;
  private isShut = false;
  private isProbing = false;
  private givenUp: CallFailure | undefined;

  constructor(private readonly pauses: Pauses) {}

  /**
   * Waits until a call may be made; true if it is the one that finds out.
   * @param onWait called before it waits. @throws CallFailure when the action was given up or the scan was stopped.
   */
  async enter(action: string, signal: AbortSignal, onWait: () => void): Promise<boolean> {
    while (this.isShut) {
      if (this.givenUp) throw this.givenUp;
      const wait = this.isProbing ? look : this.probeAt - performance.now();
      if (wait <= 0) {
        this.isProbing = true;
        return true;
      }
      onWait();
      await pause(action, wait, signal);
    }
    return false;
  }

  /** AWS answered, if only with a refusal. */
  answered(): void {
    this.failed = 0;
    this.probes = 0;
    this.isShut = false;
    this.isProbing = false;
  }

  /** A call failed with all its tries. */
  unanswered(failure: CallFailure, isProbe: boolean): void {
    const sort = sortOf(failure);
    if (this.pauses[sort].length === 0) return;
    this.failed += 1;
    if (isProbe) {
      this.isProbing = false;
      this.probes += 1;
    } else if (this.isShut || this.failed < failuresInARow[sort]) return;
    this.isShut = true;
    const next = this.pauses[sort][this.probes];
    if (next === undefined) this.givenUp = failure;
    else this.probeAt = performance.now() + next;
  }

  /** Milliseconds before a call that failed is made again; undefined when it had its rounds. */
  pauseBefore(round: number, failure: CallFailure): number | undefined {
    const next = this.pauses[sortOf(failure)][round];
    // Not all at once, as they failed.
    return next === undefined ? undefined : next * (0.75 + Math.random() / 2);
  }
}
