/** Proving with a code who one is: to complete a sign-in, or once more in the middle of a session. */
import type { MfaProof } from '@cspmexa/contracts';
import { CLOCK, type Clock, type SessionOrPending } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase, type Tx } from '../database.js';
import type { SessionState } from '../sessions/session-state.js';
import { SessionStore } from '../sessions/session.store.js';
import { FactorStore, factorStateOf, type Taken } from './factor.store.js';
import { MfaJournal, type Owner } from './journal.js';
import { Refusal } from './refusal.js';
import { barOf, clearThrottle, countWrong, lockThrottle } from './throttle.store.js';
import { Turns } from './turns.js';

const verified = { totp: 'mfa.verified', recovery: 'mfa.recovery-code-used' } as const;

/** How many codes of one member a replica takes at the same time. Nobody types that fast. */
const longestLine = 5;

@Injectable()
export class ProofStore {
  private readonly turns = new Turns(longestLine);

  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly factors: FactorStore,
    private readonly journal: MfaJournal,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes a code of the authenticator or a recovery code. @returns what the session is worth now */
  verify(who: SessionOrPending, proof: MfaProof): Promise<SessionState | Refusal> {
    const isTotp = 'code' in proof;
    const action = isTotp ? verified.totp : verified.recovery;
    return this.within(who, async (tx, owner) => {
      const take = () =>
        isTotp
          ? this.factors.takeTotp(tx, owner, proof.code, 'enrolled')
          : this.factors.takeRecoveryCode(tx, owner, proof.recoveryCode);
      // First of all, so that what is read after it is what the try before has left.
      const refusal = await this.attempt(tx, owner, { action, needs: 'enrolled', take });
      if (refusal) return refusal;
      await this.sessions.prove(tx, who.tenantId, who.sessionId);
      if (!isTotp) await this.journal.tell(tx, owner, 'recovery-code-used');
      await this.journal.done(tx, owner, { action });
      return this.sessions.stateOf(tx, who.tenantId, who.sessionId);
    });
  }

  /** Sets the proposed authenticator up with its first code. @returns what the session is worth now, and the recovery codes */
  confirm(
    who: SessionOrPending,
    code: string,
  ): Promise<{ readonly state: SessionState; readonly recoveryCodes: string[] } | Refusal> {
    const action = 'mfa.enrolled';
    return this.within(who, async (tx, owner) => {
      const take = () => this.factors.takeTotp(tx, owner, code, 'proposed');
      const refusal = await this.attempt(tx, owner, { action, needs: 'proposed', take });
      if (refusal) return refusal;
      const recoveryCodes = await this.factors.renewRecoveryCodes(tx, owner);
      // Tokens from before know nothing of the authenticator. This session has just given a code; the others have to.
      await this.sessions.cutTokens(tx, who.tenantId, who.userId);
      await this.sessions.prove(tx, who.tenantId, who.sessionId);
      await this.journal.tell(tx, owner, 'enrolled');
      const state = await this.sessions.stateOf(tx, who.tenantId, who.sessionId);
      await this.journal.done(tx, owner, { action, after: { recoveryCodesLeft: recoveryCodes.length } });
      return { state, recoveryCodes };
    });
  }

  /** Runs `fn` for a session that has not ended. @throws session-ended */
  private async within<T>(
    { tenantId, sessionId, userId: memberId }: SessionOrPending,
    fn: (tx: Tx, owner: Owner) => Promise<T | Refusal>,
  ): Promise<T | Refusal> {
    const done = this.turns.take(memberId, () =>
      this.database.withTenant(tenantId, async (tx) => {
        await this.sessions.stateOf(tx, tenantId, sessionId);
        return fn(tx, { tenantId, memberId });
      }),
    );
    return done ?? new Refusal('rate-limited', { headers: { 'Retry-After': '1' } });
  }

  /** One try of a code under the member's throttle. @returns why it was refused, or nothing */
  private async attempt(
    tx: Tx,
    owner: Owner,
    { action, needs, take }: { action: `mfa.${string}`; needs: 'enrolled' | 'proposed'; take: () => Promise<Taken> },
  ): Promise<Refusal | undefined> {
    const refuse = (refusal: Refusal, after?: object) =>
      this.journal.refused(tx, owner, { action, ...(after ? { after } : {}) }, refusal);
    const throttle = await lockThrottle(tx, owner);
    const state = await factorStateOf(tx, owner);
    if (state !== needs) return refuse(new Refusal(state === 'enrolled' ? 'mfa-enrolled' : 'mfa-not-enrolled'));
    const bar = barOf(throttle, this.clock.now());
    if (bar) return refuse(bar);
    const taken = await take();
    if (taken === 'right') {
      await clearThrottle(tx, owner);
      return undefined;
    }
    const refusal = new Refusal('wrong-code');
    // It was right once: somebody was slow, or clicked twice. It is no guess, and it opens nothing.
    if (taken === 'used') return refuse(refusal, { usedBefore: true });
    const { wrong, isLocked } = await countWrong(tx, owner, throttle, this.clock.now());
    if (!isLocked) return refuse(refusal, { wrongInARow: wrong });
    await this.journal.tell(tx, owner, 'locked');
    return this.journal.refused(tx, owner, { action: 'mfa.locked', after: { wrongInARow: wrong } }, refusal);
  }
}
