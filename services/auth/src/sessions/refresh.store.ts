/** Rotating refresh tokens, which are all that a browser has of its session. They are kept as hashes only. */
import { CLOCK, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase, type Tx } from '../database.js';
import { decide } from './refresh.js';
import { hashOf, successorOf } from './refresh-token.js';
import type { SessionState } from './session-state.js';
import { SessionStore } from './session.store.js';

/** What became of a refresh. `token` is null when the browser must have a later one already. */
export type Refreshed =
  | { readonly outcome: 'refreshed'; readonly state: SessionState; readonly token: string | null }
  | { readonly outcome: 'ended' };

@Injectable()
export class RefreshStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Trades a refresh token for the session it stands for. A token that was stolen ends the session for the thief and the owner. */
  async refresh(token: string): Promise<Refreshed> {
    const hash = hashOf(token);
    const tenantId = await this.tenantOf(hash);
    if (tenantId === undefined) return { outcome: 'ended' };
    return this.database.withTenant(tenantId, async (tx) => {
      const found = await this.lock(tx, tenantId, hash);
      if (!found) return { outcome: 'ended' };
      const { session, spentAt } = found;
      const now = this.clock.now();
      const times = {
        createdAt: session.createdAt.getTime(),
        rotatedAt: session.rotatedAt.getTime(),
        endedAt: session.endedAt?.getTime() ?? null,
      };
      const decision = decide(times, spentAt?.getTime() ?? null, now.getTime());
      if (decision === 'ended') return { outcome: 'ended' };
      if (decision === 'expired' || decision === 'reused' || session.member.status !== 'active') {
        const endedBy = decision === 'expired' || decision === 'reused' ? decision : 'member-changed';
        await this.sessions.endOne(tx, tenantId, session.memberId, session.id, endedBy);
        // Somebody holds a cookie that is not theirs: an admin wants to know.
        if (endedBy === 'reused') await this.tell(tx, session, { actor: 'system:sessions', endedBy });
        return { outcome: 'ended' };
      }
      const state = await this.sessions.stateOf(tx, tenantId, session.id);
      const next = successorOf(token, this.config.AUTH_SECRET);
      if (decision === 'repeat') {
        const successor = await tx.refreshToken.findUnique({ where: { hash: hashOf(next) } });
        return { outcome: 'refreshed', state, token: successor?.spentAt === null ? next : null };
      }
      await tx.refreshToken.update({ where: { hash }, data: { spentAt: now } });
      await tx.session.update({
        where: { tenantId_id: { tenantId, id: session.id } },
        data: { rotatedAt: now, tokens: { create: { hash: hashOf(next) } } },
      });
      return { outcome: 'refreshed', state, token: next };
    });
  }

  /** Ends the session of a refresh token. A token that is unknown is nobody's: nothing to do. */
  async signOut(token: string): Promise<void> {
    const hash = hashOf(token);
    const tenantId = await this.tenantOf(hash);
    if (tenantId === undefined) return;
    await this.database.withTenant(tenantId, async (tx) => {
      const found = await this.lock(tx, tenantId, hash);
      if (!found) return;
      const { session } = found;
      if (await this.sessions.endOne(tx, tenantId, session.memberId, session.id, 'signed-out'))
        await this.tell(tx, session, { actor: session.member.email, endedBy: 'signed-out' });
    });
  }

  /** The token is the only thing that is known: the tenant is found through it. */
  private async tenantOf(hash: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
    const given = await this.database.acrossTenants((tx) => tx.refreshToken.findUnique({ where: { hash } }));
    return given?.tenantId;
  }

  /** The token and its session. One at a time: what is read after this is what the one before has left. */
  private async lock(tx: Tx, tenantId: string, hash: Uint8Array<ArrayBuffer>) {
    await tx.$queryRaw`
      select 1 from session where tenant_id = ${tenantId}::uuid
        and id = (select session_id from refresh_token where hash = ${hash}) for update`;
    return tx.refreshToken.findUnique({ where: { hash }, include: { session: { include: { member: true } } } });
  }

  private async tell(
    tx: Tx,
    { tenantId, id }: { readonly tenantId: string; readonly id: string },
    { actor, endedBy }: { readonly actor: string; readonly endedBy: string },
  ): Promise<void> {
    await this.trail.record(tx, tenantId, {
      action: 'session.ended',
      target: { kind: 'session', id },
      after: { endedBy },
      actor,
    });
  }
}
