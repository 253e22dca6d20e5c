import type { AttestationInput } from '@cspmexa/contracts';
import { dayIn, instantIn } from '../format/time-zone.js';

/** What the form holds. `until` is a day (YYYY-MM-DD) in the reader's zone. */
export interface AttestationDraft {
  readonly accountId: string | null;
  readonly verdict: AttestationInput['verdict'];
  readonly note: string;
  readonly evidenceUrl: string;
  readonly until: string;
}

/** The days that an attestation may last to: from today to the day before two years are over; a year unless somebody chooses. */
export function attestationDays(now: Date, timeZone?: string): { first: string; usual: string; last: string } {
  const first = dayIn(now, timeZone);
  const [year = 0, month = 0, day = 0] = first.split('-').map(Number);
  const after = (years: number, days: number): string =>
    new Date(Date.UTC(year + years, month - 1, day + days)).toISOString().slice(0, 10);
  return { first, usual: after(1, 0), last: after(2, -1) };
}

/** Whether the day is one of those that it may last to. */
export function isDayAllowed(day: string, now: Date, timeZone?: string): boolean {
  const { first, last } = attestationDays(now, timeZone);
  return /^\d{4}-\d{2}-\d{2}$/.test(day) && day >= first && day <= last;
}

/** The input for the API: the end of the day as an instant. A day that is none becomes a text that the contract refuses. */
export function attestationInput(controlId: string, draft: AttestationDraft, timeZone?: string): AttestationInput {
  const isDay = !Number.isNaN(Date.parse(`${draft.until}T00:00:00Z`));
  return {
    controlId,
    accountId: draft.accountId,
    verdict: draft.verdict,
    note: draft.note,
    ...(draft.evidenceUrl.trim() ? { evidenceUrl: draft.evidenceUrl.trim() } : {}),
    until: isDay ? instantIn(draft.until, '23:59:59', timeZone) : '',
  };
}
