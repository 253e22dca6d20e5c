/** When, and in which mail, a rule tells of a finding. Pure. */
import type { AlertRule, Severity } from '@cspmexa/contracts';
import { nextDigest } from '../timing/digest-times.js';
import { afterQuiet, keepsQuiet, nextQuiet } from '../timing/quiet-hours.js';

export type Timed = Pick<AlertRule, 'id' | 'timing' | 'timeZone' | 'quietHours'>;

/** A mail that gathers findings until it is due. Those of one recipient and bundle join one mail. */
export interface Place {
  readonly kind: 'instant' | 'digest';
  readonly bundle: string;
  readonly dueAt: Date;
}

const minuteMs = 60_000;

/** The bundle of a rule's digest; of its own when it goes through quiet hours. */
export const digestBundle = (ruleId: string, through = false): string => (through ? `${ruleId}!` : ruleId);

/** The rule whose digest a bundle is, and whether it goes through quiet hours; undefined for other bundles. */
export function ruleOfBundle(bundle: string): { readonly ruleId: string; readonly through: boolean } | undefined {
  if (bundle === '' || bundle.startsWith('quiet:')) return undefined;
  const through = bundle.endsWith('!');
  return { ruleId: through ? bundle.slice(0, -1) : bundle, through };
}

/** Where a finding of a severity goes that a rule asks for now. */
export function placeOf({ id, timing, timeZone, quietHours }: Timed, severity: Severity, now: Date): Place {
  const quiet = keepsQuiet(quietHours, severity) ? quietHours : undefined;
  if (timing.kind !== 'instant') {
    const dueAt = nextDigest(timing, timeZone, now);
    const later = quietHours ? afterQuiet(quietHours, timeZone, dueAt) : dueAt;
    const through = !quiet && later > dueAt;
    return { kind: 'digest', bundle: digestBundle(id, through), dueAt: through ? dueAt : later };
  }
  const ends = new Date(now.getTime() + timing.windowMinutes * minuteMs);
  if (!quiet) return { kind: 'instant', bundle: '', dueAt: ends };
  const free = afterQuiet(quiet, timeZone, now);
  // What waits for the same end shares a mail; the end of a scan does not send it.
  if (free > now) return { kind: 'instant', bundle: `quiet:${free.toISOString()}`, dueAt: free };
  // A window that reaches into quiet hours ends a minute before them.
  const begins = nextQuiet(quiet, timeZone, now, ends);
  const last = begins ? Math.max(now.getTime(), begins.getTime() - minuteMs) : ends.getTime();
  return { kind: 'instant', bundle: '', dueAt: new Date(last) };
}

/** When a rule's next digest is sent; null when it sends none. */
export const nextDigestOf = (rule: Timed & Pick<AlertRule, 'enabled'>, now: Date): Date | null =>
  rule.enabled && rule.timing.kind !== 'instant' ? placeOf(rule, 'info', now).dueAt : null;
