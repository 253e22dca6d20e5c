/** Sign-ins on their way to a provider and back: bound to one browser by a cookie, of one provider, good once, for ten minutes. */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase } from '../database.js';
import { hashOf } from '../sessions/refresh-token.js';
import type { Attempt, ProviderId } from './provider.js';

export const attemptMs = 10 * 60 * 1_000;

/** A row as PostgreSQL gives it. */
interface Row {
  readonly provider: string;
  readonly state_hash: Uint8Array;
  readonly verifier: string;
  readonly nonce: string;
  readonly again: boolean;
  readonly return_to: string;
  readonly created_at: Date;
}

@Injectable()
export class AttemptStore {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Notes a start. @returns the id for the browser's cookie and the state for the provider. */
  async begin(
    start: Omit<Attempt, 'startedAt'> & { readonly provider: ProviderId },
  ): Promise<{ id: string; state: string }> {
    const state = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const { id } = await this.database.acrossTenants(async (tx) => {
      await tx.signInAttempt.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - attemptMs) } } });
      // Not a UUID v7: nobody shall guess it.
      return tx.signInAttempt.create({
        data: { id: crypto.randomUUID(), stateHash: hashOf(state), ...start, createdAt: now },
      });
    });
    return { id, state };
  }

  /**
   * Takes an attempt out, whatever becomes of it. Undefined when it is unknown, used, too old, of another state, or of another provider:
   * then there is no sign-in.
   */
  async finish(id: string, state: string, provider: ProviderId): Promise<Attempt | undefined> {
    if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id)) return undefined;
    const [row] = await this.database.acrossTenants(
      (tx) => tx.$queryRaw<Row[]>`
        delete from sign_in_attempt where id = ${id}::uuid
        returning provider, state_hash, verifier, nonce, again, return_to, created_at`,
    );
    if (!row || row.provider !== provider || !timingSafeEqual(row.state_hash, hashOf(state))) return undefined;
    if (this.clock.now().getTime() - row.created_at.getTime() > attemptMs) return undefined;
    const { verifier, nonce, again } = row;
    return { verifier, nonce, again, returnTo: row.return_to, startedAt: row.created_at };
  }
}
