/** What we know of one aspect of a resource: its value, or why it could not be read. An absent thing is known, as null or as AWS's default. */
import type { DeniedBy, UnknownReason } from '@cspmexa/contracts';

/** Why something could not be read: the reason, the IAM action of the call, and what AWS said. */
export interface Unknown {
  readonly known: false;
  readonly reason: UnknownReason;
  readonly action: string;
  readonly detail: string;
  /** Which kind of policy refused it, where AWS says so. */
  readonly deniedBy?: DeniedBy;
}

export interface Known<T> {
  readonly known: true;
  readonly value: T;
}

export type Facet<T> = Known<T> | Unknown;

export const known = <T>(value: T): Known<T> => ({ known: true, value });

export const unknown = (reason: UnknownReason, action: string, detail: string): Unknown => ({
  known: false,
  reason,
  action,
  detail,
});
