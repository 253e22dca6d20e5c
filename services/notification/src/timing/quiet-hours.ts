/** Hours in which nothing is mailed. Pure. */
import type { QuietHours, Severity } from '@cspmexa/contracts';
import { dayOf, momentOf, weekdayOf, type Day } from './local-time.js';

/** Whether a finding of this severity keeps to quiet hours. */
export const keepsQuiet = (quiet: QuietHours | null, severity: Severity): quiet is QuietHours =>
  quiet !== null && (severity !== 'critical' || quiet.evenCritical);

/** The moment itself, or the end of the quiet hours that it is in, and of those that follow without a gap. */
export function afterQuiet(quiet: QuietHours, timeZone: string, at: Date): Date {
  let free = at;
  // A week of hours that touch is left after as many steps; more would be hours without an end, which no rule has.
  for (let step = 0; step < 8; step += 1) {
    const end = endOfQuiet(quiet, timeZone, free);
    if (!end) return free;
    free = end;
  }
  return free;
}

/** When quiet hours begin next, later than `after` and before `until`; undefined when they do not. */
export function nextQuiet(quiet: QuietHours, timeZone: string, after: Date, until: Date): Date | undefined {
  const last = dayOf(until, timeZone);
  for (let day = dayOf(after, timeZone); day <= last; day += 1) {
    const from = quietOn(quiet, timeZone, day)?.from;
    if (from && from > after) return from < until ? from : undefined;
  }
  return undefined;
}

function endOfQuiet(quiet: QuietHours, timeZone: string, at: Date): Date | undefined {
  const today = dayOf(at, timeZone);
  for (const day of [today - 1, today]) {
    const hours = quietOn(quiet, timeZone, day);
    if (hours && hours.from <= at && at < hours.to) return hours.to;
  }
  return undefined;
}

/** The quiet hours that begin on a day; where clocks go forward they may be none at all. */
function quietOn({ days, from, to }: QuietHours, timeZone: string, day: Day): { from: Date; to: Date } | undefined {
  if (!days.includes(weekdayOf(day))) return undefined;
  return { from: momentOf(day, from, timeZone), to: momentOf(to > from ? day : day + 1, to, timeZone) };
}
