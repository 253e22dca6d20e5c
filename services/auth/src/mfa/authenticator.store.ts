/** Setting up an authenticator, and taking it away. */
import type { Session, SessionOrPending } from '@cspmexa/platform';
import { Injectable } from '@nestjs/common';
import { AuthDatabase, type Tx } from '../database.js';
import { assertWithinScope } from '../members/admins.js';
import { SessionStore } from '../sessions/session.store.js';
import { FactorStore, factorStateOf, removeFactor } from './factor.store.js';
import { MfaJournal, type Owner } from './journal.js';
import { Refusal } from './refusal.js';
import { resetFactor } from './reset.js';
import { lockThrottle } from './throttle.store.js';
import { uriOf } from './totp.js';

@Injectable()
export class AuthenticatorStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly factors: FactorStore,
    private readonly journal: MfaJournal,
  ) {}

  /** Makes a secret that waits for its first code, in place of one that waited. */
  start(who: SessionOrPending): Promise<{ readonly secret: string; readonly uri: string } | Refusal> {
    const action = 'mfa.enrolment-started';
    return this.within(who, async (tx, owner) => {
      // Nobody confirms one secret while another takes its place.
      await lockThrottle(tx, owner);
      const secret = await this.factors.propose(tx, owner);
      if (secret === null) return this.journal.refused(tx, owner, { action }, new Refusal('mfa-enrolled'));
      await this.journal.done(tx, owner, { action });
      return { secret, uri: uriOf(secret, who.email) };
    });
  }

  /** Takes one's own away, unless a rule of the tenant needs it. */
  remove(who: Session): Promise<null | Refusal> {
    const action = 'mfa.removed';
    return this.within(who, async (tx, owner) => {
      const refuse = (refusal: Refusal) => this.journal.refused(tx, owner, { action }, refusal);
      if ((await factorStateOf(tx, owner)) !== 'enrolled') return refuse(new Refusal('mfa-not-enrolled'));
      const { role } = await tx.member.findUniqueOrThrow({ where: { tenantId_id: keyOf(owner) } });
      const { mfaRequiredFor } = await tx.tenant.findUniqueOrThrow({ where: { id: owner.tenantId } });
      if (mfaRequiredFor.includes(role)) return refuse(new Refusal('mfa-needed-by-policy'));
      await removeFactor(tx, owner);
      await this.sessions.cutTokens(tx, owner.tenantId, owner.memberId);
      await this.journal.tell(tx, owner, 'removed');
      await this.journal.done(tx, owner, { action });
      return null;
    });
  }

  /** Makes ten recovery codes in place of one's own. */
  renewRecoveryCodes(who: Session): Promise<string[] | Refusal> {
    const action = 'mfa.recovery-codes-renewed';
    return this.within(who, async (tx, owner) => {
      if ((await factorStateOf(tx, owner)) !== 'enrolled')
        return this.journal.refused(tx, owner, { action }, new Refusal('mfa-not-enrolled'));
      const recoveryCodes = await this.factors.renewRecoveryCodes(tx, owner);
      await this.journal.tell(tx, owner, 'recovery-codes-renewed');
      await this.journal.done(tx, owner, { action, after: { recoveryCodesLeft: recoveryCodes.length } });
      return recoveryCodes;
    });
  }

  /** Takes another member's away, for those who lost theirs; ends their sessions and lifts the stop that wrong codes brought. */
  reset(admin: Session, memberId: string): Promise<null | Refusal> {
    const action = 'mfa.reset';
    return this.within(admin, async (tx, { tenantId }) => {
      const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id: memberId } } });
      if (!member) return new Refusal('not-found');
      const owner = { tenantId, memberId: member.id };
      const refuse = (refusal: Refusal) => this.journal.refused(tx, owner, { action }, refusal);
      if (member.id === admin.userId) return refuse(new Refusal('not-yourself'));
      assertWithinScope(admin, member.accountIds);
      const reset = await resetFactor(tx, owner, this.sessions);
      if (reset === null) return refuse(new Refusal('mfa-not-enrolled'));
      const { sessionsEnded: _, ...before } = reset;
      await this.journal.tell(tx, owner, 'reset', admin.email);
      await this.journal.done(tx, owner, { action, before });
      return null;
    });
  }

  /** Runs `fn` for a session that has not ended and lacks no code: what its token said may be older. @throws session-ended, mfa-required */
  private within<T>(
    { tenantId, sessionId, userId: memberId }: SessionOrPending,
    fn: (tx: Tx, owner: Owner) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    return this.database.withTenant(tenantId, async (tx) => {
      const state = await this.sessions.stateOf(tx, tenantId, sessionId);
      if ('lacks' in state && state.lacks === 'mfa') return new Refusal('mfa-required');
      return fn(tx, { tenantId, memberId });
    });
  }
}

const keyOf = ({ tenantId, memberId }: Owner) => ({ tenantId, id: memberId });
