/** What a control's status is, by verdicts and by what people said. Pure. */
import type { ControlCounts, ControlStatus } from '@cspmexa/contracts';
import type { Counts } from '../tallies/tally.js';

export type Said = 'met' | 'not-met' | 'not-applicable';

/** What is known of a control in one account. */
export interface Known {
  /** Of the policies that speak for it. */
  readonly counts: Counts;
  /** What a person says that holds now. */
  readonly said: Said | undefined;
}

/**
 * The status of a control in one account. A statement that it is met does not make a failing verdict go away; one that it is not met, or
 * does not apply, stands above every verdict.
 */
export function statusOf(hasPolicies: boolean, { counts, said }: Known): ControlStatus {
  if (said === 'not-applicable') return 'not-applicable';
  if (said === 'not-met' || counts.fail > 0) return 'failed';
  if (said === 'met') return 'passed';
  if (!hasPolicies) return 'manual';
  return counts.unknown > 0 || counts.pass === 0 ? 'unknown' : 'passed';
}

/** The first of these that one account has is the status over all of them. */
const order = ['failed', 'unknown', 'manual', 'passed', 'not-applicable'] as const satisfies readonly ControlStatus[];

/** The status over several accounts: it fails when it fails in one. Without any account it is that of nothing judged. */
export function statusOverAll(hasPolicies: boolean, accounts: readonly Known[], saidOfAll?: Said): ControlStatus {
  if (accounts.length === 0) return statusOf(hasPolicies, { counts: noVerdicts, said: saidOfAll });
  const statuses = new Set(accounts.map((known) => statusOf(hasPolicies, known)));
  return order.find((status) => statuses.has(status)) ?? 'unknown';
}

export const noVerdicts: Counts = { pass: 0, fail: 0, unknown: 0 };

/** Controls by status. `percent` is rounded down to tenths, so that 100 means all. */
export function countStatuses(statuses: readonly ControlStatus[]): ControlCounts {
  const of = (status: ControlStatus): number => statuses.filter((other) => other === status).length;
  const [passed, failed] = [of('passed'), of('failed')];
  return {
    passed,
    failed,
    unknown: of('unknown'),
    manual: of('manual'),
    notApplicable: of('not-applicable'),
    percent: passed + failed === 0 ? null : Math.floor((1_000 * passed) / (passed + failed)) / 10,
  };
}

export const addCounts = (a: Counts, b: Counts): Counts => ({
  pass: a.pass + b.pass,
  fail: a.fail + b.fail,
  unknown: a.unknown + b.unknown,
});
