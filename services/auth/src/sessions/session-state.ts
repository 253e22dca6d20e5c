/** What a session is worth: everything that the role may do, or nothing but the step that it lacks. Pure. */
import { Role } from '@cspmexa/contracts';
import type { PendingSession, Session } from '@cspmexa/platform';
import { limits } from './refresh.js';

/** Between when its tokens must be made and end, in epoch seconds: older ones were cut, and none outlives the session. */
export interface TokenBounds {
  readonly tokensFrom?: number;
  readonly tokensUntil?: number;
}

/** Who it is, as far as that is proven. */
export type SessionState = (Session | PendingSession) & TokenBounds;

/** A session with what decides on it, as it is stored. */
export interface SessionFacts {
  readonly tenantId: string;
  readonly id: string;
  readonly createdAt: Date;
  readonly provenAt: Date;
  readonly mfaAt: Date | null;
  readonly member: {
    readonly id: string;
    readonly email: string;
    readonly role: string;
    readonly accountIds: readonly string[];
    readonly factor: { readonly confirmedAt: Date | null } | null;
  };
}

/** Whether a code of the authenticator that the member has now was given in it. One of an authenticator before it counts for nothing. */
export const hasCode = (mfaAt: Date | null, confirmedAt: Date): boolean => mfaAt !== null && mfaAt >= confirmedAt;

/** Decides. `mfaRequiredFor` are the roles that need an authenticator; `tokensFrom` is when its tokens were cut last. */
export function sessionState(
  { tenantId, id: sessionId, createdAt, provenAt: proven, mfaAt, member }: SessionFacts,
  mfaRequiredFor: readonly string[],
  tokensFrom?: number,
): SessionState {
  const confirmedAt = member.factor?.confirmedAt ?? null;
  const lacksCode = confirmedAt !== null && !hasCode(mfaAt, confirmedAt);
  const known = {
    tenantId,
    userId: member.id,
    email: member.email,
    sessionId,
    tokensUntil: Math.ceil((createdAt.getTime() + limits.absoluteMs) / 1_000),
    ...(tokensFrom === undefined ? {} : { tokensFrom }),
    // Whoever has an authenticator proves it with that: a sign-in at the provider is no proof any more.
    ...(lacksCode ? {} : { provenAt: Math.floor(proven.getTime() / 1_000) }),
  };
  if (lacksCode) return { ...known, lacks: 'mfa' };
  if (confirmedAt === null && mfaRequiredFor.includes(member.role)) return { ...known, lacks: 'enrolment' };
  const { accountIds } = member;
  return { ...known, role: Role.parse(member.role), ...(accountIds.length > 0 ? { accountIds } : {}) };
}
