/** When a digest is sent. Pure. */
import type { AlertTiming } from '@cspmexa/contracts';
import { dayOf, isDay, momentOf, weekdayOf } from './local-time.js';

export type DigestTiming = Exclude<AlertTiming, { kind: 'instant' }>;

/** Days to look ahead: a week, and one more when the date line takes that day out of the calendar. */
const ahead = 15;

/** The first time after `after` that a digest is sent, quiet hours aside: once on each of its days, whatever the clocks do. */
export function nextDigest(timing: DigestTiming, timeZone: string, after: Date): Date {
  const today = dayOf(after, timeZone);
  for (let day = today - 1; day <= today + ahead; day += 1) {
    if (timing.kind === 'weekly' && weekdayOf(day) !== timing.weekday) continue;
    if (!isDay(day, timeZone)) continue;
    const at = momentOf(day, timing.at, timeZone);
    if (at > after) return at;
  }
  throw new Error(`No digest is ever sent ${timing.kind} at ${timing.at} in ${timeZone}.`);
}
