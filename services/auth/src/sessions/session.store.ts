/** Signed-in browsers and their rotating refresh tokens. Tokens are kept as hashes only. */
import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@cspmexa/contracts';
import { CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuthDatabase, type Tx } from '../database.js';
import { decide } from './refresh.js';

const hashOf = (token: string): Uint8Array<ArrayBuffer> => new Uint8Array(createHash('sha256').update(token).digest());
const newToken = (): string => randomBytes(32).toString('base64url');

/** What became of a refresh. `token` is null when the browser has the right one already. */
export type Refreshed =
  | { readonly outcome: 'refreshed'; readonly session: Session; readonly token: string | null }
  | { readonly outcome: 'ended' };

@Injectable()
export class SessionStore {
  constructor(
    private readonly database: AuthDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a session in the caller's transaction and gives its first refresh token. */
  async open(tx: Tx, tenantId: string, memberId: string): Promise<string> {
    const token = newToken();
    const now = this.clock.now();
    await tx.session.create({
      data: { tenantId, id: newId(), memberId, tokenHash: hashOf(token), createdAt: now, rotatedAt: now },
    });
    return token;
  }

  /** Trades a refresh token for the session it stands for. A token that was stolen ends the session for the thief and the owner. */
  refresh(token: string): Promise<Refreshed> {
    const hash = hashOf(token);
    // The token is the only thing that is known: the tenant is found through it.
    return this.database.transaction(async (tx) => {
      const [locked] = await tx.$queryRaw<{ id: string; tenant_id: string; current: boolean }[]>`
        select id, tenant_id, token_hash = ${hash} as current from session
        where token_hash = ${hash} or previous_hash = ${hash} for update`;
      if (!locked) return { outcome: 'ended' };
      const key = { tenantId_id: { tenantId: locked.tenant_id, id: locked.id } };
      const found = await tx.session.findUniqueOrThrow({ where: key, include: { member: true } });
      const now = this.clock.now();
      const times = {
        createdAt: found.createdAt.getTime(),
        rotatedAt: found.rotatedAt.getTime(),
        endedAt: found.endedAt?.getTime() ?? null,
      };
      const decision = decide(times, locked.current ? 'current' : 'previous', now.getTime());
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
      if (decision === 'keep') return { outcome: 'refreshed', session, token: null };
      const next = newToken();
      await tx.session.update({
        where: key,
        data: { tokenHash: hashOf(next), previousHash: hash, rotatedAt: now },
      });
      return { outcome: 'refreshed', session, token: next };
    });
  }

  /** Ends the session of a refresh token. A token that is unknown is nobody's: nothing to do. */
  async end(token: string): Promise<void> {
    const hash = hashOf(token);
    await this.database.transaction((tx) =>
      tx.session.updateMany({
        where: { OR: [{ tokenHash: hash }, { previousHash: hash }], endedAt: null },
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
