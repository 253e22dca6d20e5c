/** What a check answers, and the conditions that it looked at on the way. */
import type { Condition, Severity, Text } from '@cspmexa/contracts';
import type { Unknown } from '@cspmexa/resources';

export type { Condition, Severity, Text };

export interface Pass {
  readonly outcome: 'pass';
  readonly conditions: readonly Condition[];
}
export interface Fail {
  readonly outcome: 'fail';
  readonly reason: Text;
  readonly conditions: readonly Condition[];
  /** Overrides the policy's severity for this resource. */
  readonly severity?: Severity;
}
/** The policy has nothing to say about this resource. */
export interface Skip {
  readonly outcome: 'skip';
  readonly reason: Text;
}
/** Something needed could not be read, or makes no sense. */
export interface CannotTell {
  readonly outcome: 'unknown';
  readonly reason: Text;
  readonly unknown?: Unknown;
}
export type Outcome = Pass | Fail | Skip | CannotTell;

/** A text in English and Portuguese. */
export const text = (en: string, pt: string): Text => ({ en, pt });

interface Looked {
  /** Where in the resource's configuration, for example `policy.Statement[0]`. */
  readonly path?: string;
  /** The value that decided. Must not change by itself from day to day: give a date, never an age. */
  readonly actual: unknown;
  readonly expected?: unknown;
}

/** One condition that a check looked at. `holds` is the healthy side. */
export const condition = (holds: boolean, says: Text, { path, actual, expected }: Looked): Condition => ({
  says,
  path: path ?? null,
  actual,
  ...(expected === undefined ? {} : { expected }),
  holds,
});

export const pass = (...conditions: Condition[]): Pass => ({ outcome: 'pass', conditions });

export const fail = (reason: Text, conditions: readonly Condition[], options: { severity?: Severity } = {}): Fail => ({
  outcome: 'fail',
  reason,
  conditions,
  ...options,
});

export const skip = (reason: Text): Skip => ({ outcome: 'skip', reason });

export const cannotTell = (reason: Text): CannotTell => ({ outcome: 'unknown', reason });

/** Passes when every condition holds; otherwise fails with the reason. The common end of a check. */
export const passIf = (conditions: readonly Condition[], otherwise: Text): Outcome =>
  conditions.every(({ holds }) => holds) ? pass(...conditions) : fail(otherwise, conditions);
