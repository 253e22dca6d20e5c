/** Times in a query: `<7d`, `>=30d`, `2026-01-01`, `>2026-01-01`, `2026-01-01..2026-01-31`. Days are those of UTC. */

/** A moment: a day as a date, or as days before now (after now for what lies ahead). */
export type QueryMoment = { readonly day: string } | { readonly days: number };

/** From the beginning of `from` to before the beginning of `to`; null is open. Ages are kept as ages, so that a saved query stays true. */
export interface QueryRange {
  readonly from: QueryMoment | null;
  readonly to: QueryMoment | null;
}

const dayMs = 86_400_000;
/** Of a year that dates and databases agree on, and so is the day after it. */
const isDay = (text: string): boolean =>
  /^[12]\d{3}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;
const dayAfter = (day: string): string => new Date(Date.parse(day) + dayMs).toISOString().slice(0, 10);

/** Reads a range; undefined when it is none. `ahead` for times that lie ahead: `<7d` is then within the next seven days. */
export function parseRange(text: string, ahead = false): QueryRange | undefined {
  const span = /^([\d-]{10})\.\.([\d-]{10})$/.exec(text);
  if (span) {
    const [, from = '', to = ''] = span;
    return isDay(from) && isDay(to) && from <= to ? { from: { day: from }, to: { day: dayAfter(to) } } : undefined;
  }
  const age = /^(<=?|>=?)(\d{1,4})d$/.exec(text);
  if (age) {
    const moment = { days: ahead ? -Number(age[2]) : Number(age[2]) };
    return age[1]?.startsWith('<') === ahead ? { from: null, to: moment } : { from: moment, to: null };
  }
  const [, sign = '', day = ''] = /^(<=?|>=?|)([\d-]{10})$/.exec(text) ?? [];
  if (!isDay(day)) return undefined;
  if (sign === '') return { from: { day }, to: { day: dayAfter(day) } };
  if (sign.startsWith('<')) return { from: null, to: { day: sign === '<' ? day : dayAfter(day) } };
  return { from: { day: sign === '>' ? dayAfter(day) : day }, to: null };
}

/** The moment in milliseconds since 1970. */
export const timeOf = (moment: QueryMoment, now: Date): number =>
  'day' in moment ? Date.parse(moment.day) : now.getTime() - moment.days * dayMs;

/** Whether a time lies in a range. */
export const isWithin = ({ from, to }: QueryRange, time: Date, now: Date): boolean =>
  (from === null || time.getTime() >= timeOf(from, now)) && (to === null || time.getTime() < timeOf(to, now));
