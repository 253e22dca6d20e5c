/** What a row of the audit trail says: who did what to what, from where, in which trace. */
import type { AuditFacts } from '@cspmexa/contracts';
import { currentRequest, currentTrace, newId, type PendingSession, type Session } from '@cspmexa/platform';
import { redactValues, storedText } from './redact-values.js';

/** What the caller knows of a change. The rest comes from the request that it belongs to. */
export interface Audited {
  /** noun.past-verb, for example `account.removed`. */
  readonly action: string;
  readonly target: { readonly kind: string; readonly id: string };
  /** What there was, redacted before it is kept; left out where there was nothing. */
  readonly before?: unknown;
  /** What there is now, redacted before it is kept; left out where there is nothing. */
  readonly after?: unknown;
  /** `done` unless given. */
  readonly outcome?: 'done' | 'refused';
  /** Why it was refused: an error code. */
  readonly reason?: string;
  /** In place of who asks: `system:<part>` in background work, the person on routes without a session. */
  readonly actor?: string | undefined;
}

/** How the trail names whoever asks: the e-mail of a person, `token:<name> (<e-mail>)` for a machine. */
export const actorOf = ({ email, tokenName }: Pick<Session, 'email' | 'tokenName'> | PendingActor): string =>
  tokenName === undefined ? email : `token:${tokenName} (${email})`;

type PendingActor = Pick<PendingSession, 'email'> & { readonly tokenName?: undefined };

/** Where a row comes from, for callers that are outside of the request. */
export interface AuditOrigin {
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/**
 * The facts of a row, redacted and cut. @param at when it happened. @param origin where from; the running request unless given.
 * @throws when there is neither an actor nor a request of somebody known: background work says who it is.
 */
export function auditFacts(
  { action, target, before, after, outcome = 'done', reason, actor }: Audited,
  at: Date,
  origin: AuditOrigin | undefined = currentRequest(),
): AuditFacts {
  const request = currentRequest();
  const who = request?.session ?? request?.pending;
  const name = actor ?? (who && actorOf(who));
  if (name === undefined) throw new Error(`Nobody is known to have done ${action}: give an actor.`);
  return {
    id: newId(at),
    at: at.toISOString(),
    actor: storedText(name, 400),
    action: storedText(action, 100),
    outcome,
    reason: reason === undefined ? null : storedText(reason, 300),
    target: { kind: storedText(target.kind, 60), id: storedText(target.id, 300) },
    before: redactValues(before),
    after: redactValues(after),
    address: origin?.address === undefined ? null : storedText(origin.address, 100),
    userAgent: origin?.userAgent === undefined ? null : storedText(origin.userAgent, 300),
    traceId: currentTrace()?.traceId ?? null,
  };
}
