/** Sign-ins on their way to the provider and back: bound to one browser by a cookie, good once, for ten minutes. */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase } from '../database.js';

export const attemptMs = 10 * 60 * 1_000;

const hashOf = (text: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(text).digest());

@Injectable()
export class AttemptStore {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Notes a start. @returns the id for the browser's cookie and the state for the provider. */
  async begin(verifier: string, returnTo: string): Promise<{ id: string; state: string }> {
    const state = randomBytes(32).toString('base64url');
    const now = this.clock.now();
    const { id } = await this.database.transaction(async (tx) => {
      await tx.signInAttempt.deleteMany({ where: { createdAt: { lt: new Date(now.getTime() - attemptMs) } } });
      // Not a UUID v7: nobody shall guess it.
      return tx.signInAttempt.create({
        data: { id: crypto.randomUUID(), stateHash: hashOf(state), verifier, returnTo, createdAt: now },
      });
    });
    return { id, state };
  }

  /** Takes an attempt out. Undefined when it is unknown, used, too old, or of another state: then there is no sign-in. */
  async finish(id: string, state: string): Promise<{ verifier: string; returnTo: string } | undefined> {
    if (!/^[0-9a-f-]{36}$/.test(id)) return undefined;
    const [attempt] = await this.database.transaction(
      (tx) => tx.$queryRaw<{ state_hash: Uint8Array; verifier: string; return_to: string; created_at: Date }[]>`
        delete from sign_in_attempt where id = ${id}::uuid returning state_hash, verifier, return_to, created_at`,
    );
    if (!attempt || this.clock.now().getTime() - attempt.created_at.getTime() > attemptMs) return undefined;
    if (!timingSafeEqual(attempt.state_hash, hashOf(state))) return undefined;
    return { verifier: attempt.verifier, returnTo: attempt.return_to };
  }
}
