/** Dates of credentials. Verdicts show the date, never the age: evidence must not change from day to day. */
const day = 24 * 60 * 60 * 1000;

/** Whether more than that many whole days have passed since an ISO 8601 date. */
export const isOlderThan = (date: string, days: number, now: Date): boolean =>
  Math.floor((now.getTime() - Date.parse(date)) / day) > days;

/** Whether an ISO 8601 date lies before `now` or within that many days after it. */
export const isWithin = (date: string, days: number, now: Date): boolean =>
  Date.parse(date) - now.getTime() <= days * day;

/** `2026-01-10` of an ISO 8601 date. */
export const dayOf = (date: string): string => date.slice(0, 10);
