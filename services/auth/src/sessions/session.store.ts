/** Signed-in browsers and their rotating refresh tokens. Tokens are kept as hashes only. */
import type { Role } from '@cspmexa/contracts';
import { CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase, type Tx } from '../database.js';
import { decide, limits } from './refresh.js';
import { firstToken, hashOf, successorOf } from './refresh-token.js';

/** What became of a refresh. `token` is null when the browser must have a later one already. */
export type Refreshed =
  | { readonly outcome: 'refreshed'; readonly session: Session; readonly token: string | null }
  | { readonly outcome: 'ended' };

@Injectable()
export class SessionStore {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a session in the caller's transaction and gives its first refresh token. */
  async open(tx: Tx, tenantId: string, memberId: string): Promise<string> {
    const token = firstToken();
    const now = this.clock.now();
    // Nobody can come back to those.
    await tx.session.deleteMany({
      where: { tenantId, memberId, createdAt: { lt: new Date(now.getTime() - limits.absoluteMs) } },
    });
    await tx.session.create({
      data: {
        tenantId,
        id: newId(),
        memberId,
        createdAt: now,
        rotatedAt: now,
        tokens: { create: { hash: hashOf(token) } },
      },
    });
    return token;
  }

  /** Trades a refresh token for the session it stands for. A token that was stolen ends the session for the thief and the owner. */
  refresh(token: string): Promise<Refreshed> {
    const hash = hashOf(token);
    // The token is the only thing that is known: the tenant is found through it.
    return this.database.transaction(async (tx) => {
      const given = await tx.refreshToken.findUnique({ where: { hash } });
      if (!given) return { outcome: 'ended' };
      const key = { tenantId_id: { tenantId: given.tenantId, id: given.sessionId } };
      // One at a time: what is read after this is what the one before has left.
      await tx.$queryRaw`select 1 from session where tenant_id = ${given.tenantId}::uuid and id = ${given.sessionId}::uuid for update`;
      const found = await tx.session.findUnique({ where: key, include: { member: true, tokens: { where: { hash } } } });
      const [known] = found?.tokens ?? [];
      if (!found || !known) return { outcome: 'ended' };
      const now = this.clock.now();
      const times = {
        createdAt: found.createdAt.getTime(),
        rotatedAt: found.rotatedAt.getTime(),
        endedAt: found.endedAt?.getTime() ?? null,
      };
      const decision = decide(times, known.spentAt?.getTime() ?? null, now.getTime());
      if (decision === 'ended') return { outcome: 'ended' };
      if (decision === 'expired' || decision === 'reused') {
        await tx.session.update({ where: key, data: { endedAt: now, endedBy: decision } });
        return { outcome: 'ended' };
      }
      const { member } = found;
      const session: Session = {
        tenantId: found.tenantId,
        userId: member.id,
        email: member.email,
        role: member.role as Role, // written through the Role schema
        sessionId: found.id,
      };
      const next = successorOf(token, this.config.AUTH_SECRET);
      if (decision === 'repeat') {
        const successor = await tx.refreshToken.findUnique({ where: { hash: hashOf(next) } });
        return { outcome: 'refreshed', session, token: successor?.spentAt === null ? next : null };
      }
      await tx.refreshToken.update({ where: { hash }, data: { spentAt: now } });
      await tx.session.update({ where: key, data: { rotatedAt: now, tokens: { create: { hash: hashOf(next) } } } });
      return { outcome: 'refreshed', session, token: next };
    });
  }

  /** Ends the session of a refresh token. A token that is unknown is nobody's: nothing to do. */
  async end(token: string): Promise<void> {
    await this.database.transaction((tx) =>
      tx.session.updateMany({
        where: { tokens: { some: { hash: hashOf(token) } }, endedAt: null },
        data: { endedAt: this.clock.now(), endedBy: 'signed-out' },
      }),
    );
  }

  /** Ends every session of a member, in the caller's transaction. */
  async endAll(tx: Tx, tenantId: string, memberId: string): Promise<void> {
    await tx.session.updateMany({
      where: { tenantId, memberId, endedAt: null },
      data: { endedAt: this.clock.now(), endedBy: 'member-changed' },
    });
  }
}
