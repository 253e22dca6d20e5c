/** When a schedule is due next, and when its scan then starts. */
import { nextDue } from './cron.js';

export interface Timing {
  readonly cron: string;
  readonly timeZone: string;
  readonly jitterSeconds: number;
  readonly enabled: boolean;
}

export interface Due {
  /** The time that the expression names; null when the schedule is off or has no more. */
  readonly nextDueAt: Date | null;
  /** That time, put off by the jitter. */
  readonly startsAt: Date | null;
}

/** The first due time after `after`. `random` gives a number from 0 up to 1. However many times were missed before `after`, they are passed over. */
export function dueAfter({ cron, timeZone, jitterSeconds, enabled }: Timing, after: Date, random: () => number): Due {
  const nextDueAt = enabled ? nextDue(cron, timeZone, after) : null;
  const startsAt = nextDueAt && new Date(nextDueAt.getTime() + Math.floor(random() * (jitterSeconds + 1)) * 1_000);
  return { nextDueAt, startsAt };
}
