/** The way back for an only admin who has lost phone and recovery codes: whoever runs the installation resets them. */
import { AppError, type Clock } from '@cspmexa/platform';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AuthDatabase } from '../database.js';
import { addressOf } from '../members/address.js';
import { RevocationStore } from '../revocations/revocation.store.js';
import { SessionStore } from '../sessions/session.store.js';
import { MfaJournal } from './journal.js';
import { resetFactor, type FactorReset } from './reset.js';

/** What is worked on, and by whom. */
export interface ResetWork {
  readonly database: AuthDatabase;
  readonly trail: AuditTrail;
  /** For the audit trail and the mail to the member. */
  readonly actor: string;
  readonly clock: Clock;
}

/**
 * Does for a member, known by e-mail address, what an admin's reset does, in one transaction with its audit row and the mail.
 * @throws not-found; conflict when there is nothing to reset
 */
export async function resetMfa(
  { database, trail, actor, clock }: ResetWork,
  tenantId: string,
  given: string,
): Promise<FactorReset & { readonly email: string }> {
  const sessions = new SessionStore(new RevocationStore(database, clock), clock);
  const journal = new MfaJournal(trail, clock);
  return database.withTenant(tenantId, async (tx) => {
    const email = addressOf(given);
    const member = email === null ? null : await tx.member.findFirst({ where: { tenantId, email } });
    if (!member) throw new AppError('not-found', { detail: `${given} is no member of this organisation.` });
    const owner = { tenantId, memberId: member.id };
    const reset = await resetFactor(tx, owner, sessions);
    if (reset === null)
      throw new AppError('conflict', { detail: `${member.email} has no authenticator, and is not locked out.` });
    const { enrolled, locked } = reset;
    await journal.tell(tx, owner, 'reset', actor);
    await journal.done(tx, owner, { action: 'mfa.reset', actor, before: { enrolled, locked } });
    return { ...reset, email: member.email };
  });
}
