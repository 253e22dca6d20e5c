/** Signed-in browsers: how they begin, what they are worth, and how they end. */
import type { SignedInSession } from '@cspmexa/contracts';
import { AppError, CLOCK, newId, type Clock } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Tx } from '../database.js';
import { RevocationStore } from '../revocations/revocation.store.js';
import { limits } from './refresh.js';
import { firstToken, hashOf } from './refresh-token.js';
import { hasCode, sessionState, type SessionState } from './session-state.js';

/** How a session ended. */
export type EndedBy = 'signed-out' | 'expired' | 'reused' | 'member-changed' | 'ended' | 'switched';

/** A session that begins. */
export interface Opening {
  readonly tenantId: string;
  readonly memberId: string;
  readonly address?: string | null | undefined;
  readonly userAgent?: string | null | undefined;
  /** When the person proved to their provider who they are; unless it says so, just now. */
  readonly provenAt?: Date | undefined;
  /** The session that it goes on from: it is no younger, and nobody has proven more. */
  readonly from?: { readonly createdAt: Date; readonly provenAt: Date };
}

const longestUserAgent = 300;

@Injectable()
export class SessionStore {
  constructor(
    private readonly revocations: RevocationStore,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Opens a session in the caller's transaction. @returns its first refresh token. */
  async open(tx: Tx, opening: Opening): Promise<string> {
    return (await this.begin(tx, opening)).token;
  }

  /** As `open`, with the session's id. */
  async begin(tx: Tx, opening: Opening): Promise<{ readonly token: string; readonly sessionId: string }> {
    const { tenantId, memberId, address = null, userAgent = null, provenAt, from } = opening;
    const token = firstToken();
    const sessionId = newId();
    const now = this.clock.now();
    // Nobody can come back to those.
    await tx.session.deleteMany({
      where: { tenantId, memberId, createdAt: { lt: new Date(now.getTime() - limits.absoluteMs) } },
    });
    await tx.session.create({
      data: {
        tenantId,
        id: sessionId,
        memberId,
        createdAt: from?.createdAt ?? now,
        provenAt: from?.provenAt ?? (provenAt && provenAt < now ? provenAt : now),
        rotatedAt: now,
        address,
        userAgent: userAgent?.slice(0, longestUserAgent) ?? null,
        tokens: { create: { hash: hashOf(token) } },
      },
    });
    return { token, sessionId };
  }

  /** What a session is worth now. @throws session-ended when it has ended, or its member may not come in. */
  async stateOf(tx: Tx, tenantId: string, sessionId: string): Promise<SessionState> {
    const found = await tx.session.findUnique({
      where: { tenantId_id: { tenantId, id: sessionId } },
      include: { member: { include: { factor: true } } },
    });
    if (!found || found.endedAt !== null || found.member.status !== 'active') throw new AppError('session-ended');
    const { mfaRequiredFor } = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    return sessionState(found, mfaRequiredFor, await this.revocations.tokensFrom(tx, tenantId, sessionId));
  }

  /** The person has just proven with a code who they are. @throws session-ended */
  async prove(tx: Tx, tenantId: string, sessionId: string): Promise<void> {
    const now = this.clock.now();
    const { count } = await tx.session.updateMany({
      where: { tenantId, id: sessionId, endedAt: null },
      data: { provenAt: now, mfaAt: now },
    });
    if (count === 0) throw new AppError('session-ended');
  }

  /** Ends every session of a member, but for `except`. Access tokens of their API tokens are asked for anew. @returns how many sessions. */
  async endAll(tx: Tx, tenantId: string, memberId: string, endedBy: EndedBy, except?: string): Promise<number> {
    const where = { tenantId, memberId, ...(except === undefined ? {} : { id: { not: except } }) };
    const ended = await this.endWhere(tx, where, endedBy);
    if (endedBy === 'member-changed')
      await this.revocations.cut(tx, tenantId, await this.apiTokensOf(tx, tenantId, memberId));
    return ended.length;
  }

  /** Ends one session of a member. @returns whether there was one to end. */
  async endOne(tx: Tx, tenantId: string, memberId: string, sessionId: string, endedBy: EndedBy): Promise<boolean> {
    return (await this.endWhere(tx, { tenantId, memberId, id: sessionId }, endedBy)).length > 0;
  }

  /** Refuses the access tokens that a member and their API tokens have now; sessions live on and give others. */
  async cutTokens(tx: Tx, tenantId: string, memberId: string): Promise<void> {
    const sessions = await tx.session.findMany({ where: { tenantId, memberId, endedAt: null }, select: { id: true } });
    const apiTokens = await this.apiTokensOf(tx, tenantId, memberId);
    await this.revocations.cut(tx, tenantId, [...sessions.map(({ id }) => id), ...apiTokens]);
  }

  /** Where a member is signed in, the last seen first. `current` is the session that asks. */
  async list(tx: Tx, tenantId: string, memberId: string, current: string): Promise<SignedInSession[]> {
    const now = this.clock.now().getTime();
    const rows = await tx.session.findMany({
      where: {
        tenantId,
        memberId,
        endedAt: null,
        createdAt: { gt: new Date(now - limits.absoluteMs) },
        rotatedAt: { gt: new Date(now - limits.idleMs) },
      },
      include: { member: { include: { factor: true } } },
      orderBy: [{ rotatedAt: 'desc' }, { id: 'desc' }],
    });
    return rows.map(({ id, createdAt, rotatedAt, address, userAgent, mfaAt, member }) => ({
      id,
      current: id === current,
      createdAt: createdAt.toISOString(),
      lastSeenAt: rotatedAt.toISOString(),
      expiresAt: new Date(createdAt.getTime() + limits.absoluteMs).toISOString(),
      address,
      userAgent,
      mfa: member.factor?.confirmedAt ? hasCode(mfaAt, member.factor.confirmedAt) : false,
    }));
  }

  private async endWhere(
    tx: Tx,
    where: { tenantId: string; memberId: string; id?: string | { not: string } },
    endedBy: EndedBy,
  ): Promise<string[]> {
    const ended = await tx.session.updateManyAndReturn({
      where: { ...where, endedAt: null },
      data: { endedAt: this.clock.now(), endedBy },
      select: { id: true },
    });
    const ids = ended.map(({ id }) => id);
    await this.revocations.end(tx, where.tenantId, ids);
    return ids;
  }

  private async apiTokensOf(tx: Tx, tenantId: string, memberId: string): Promise<string[]> {
    const tokens = await tx.apiToken.findMany({
      where: { tenantId, memberId, revokedAt: null, expiresAt: { gt: this.clock.now() } },
      select: { id: true },
    });
    return tokens.map(({ id }) => id);
  }
}
