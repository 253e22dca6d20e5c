/** Tokens for machines. They are kept as hashes: 256 random bits need no slow one. */
import { Role, type ApiToken as Noun, type ApiTokenInput, type NewApiToken } from '@cspmexa/contracts';
import { AppError, CLOCK, Cursors, cutPage, newApiToken, newId, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase } from '../database.js';
import type { ApiToken, Member } from '../generated/prisma/client.js';
import { assertWithinScope } from '../members/admins.js';
import { RevocationStore } from '../revocations/revocation.store.js';
import { hashOf } from '../sessions/refresh-token.js';
import { scopesOf, tokenState, within } from './api-token.js';

const dayMs = 86_400_000;
const hintLength = 4;
/** Who sees the tokens of others. */
const overseers: readonly Role[] = ['admin', 'auditor'];

@Injectable()
export class ApiTokenStore {
  private readonly cursors: Cursors;

  constructor(
    private readonly database: AuthDatabase,
    private readonly trail: AuditTrail,
    private readonly revocations: RevocationStore,
    @Inject(CONFIG) config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.cursors = new Cursors(config.AUTH_SECRET);
  }

  /** Makes a token, which nobody can read again. @throws scope-too-wide when its maker may not do all of that now */
  async add({ tenantId, userId }: Session, { name, scopes, expiresInDays }: ApiTokenInput): Promise<NewApiToken> {
    const token = newApiToken();
    return this.database.withTenant(tenantId, async (tx) => {
      const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id: userId } } });
      if (!member || member.status !== 'active') throw new AppError('forbidden');
      const wanted = scopesOf(scopes);
      if (within(wanted, Role.parse(member.role)).length < wanted.length) throw new AppError('scope-too-wide');
      const now = this.clock.now();
      const expiresAt = new Date(now.getTime() + expiresInDays * dayMs);
      const row = await tx.apiToken.create({
        data: {
          tenantId,
          id: newId(now),
          memberId: userId,
          name,
          hash: hashOf(token),
          hint: token.slice(-hintLength),
          scopes: wanted,
          createdAt: now,
          expiresAt,
        },
      });
      await this.trail.record(tx, tenantId, {
        action: 'api-token.added',
        target: { kind: 'api-token', id: row.id },
        after: { name, scopes: wanted, expiresAt },
      });
      return { token, apiToken: this.nounOf({ ...row, member }) };
    });
  }

  /** A page, the newest first: of the tenant for admins and auditors, one's own for others. @throws invalid-cursor */
  async list(
    session: Session,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ items: Noun[]; next: string | null }> {
    const { tenantId } = session;
    const before = cursor === undefined ? undefined : this.cursors.read(cursor, tenantId, listName, z.uuid());
    const found = await this.database.withTenant(tenantId, (tx) =>
      tx.apiToken.findMany({
        where: { tenantId, ...ownersOf(session), ...(before === undefined ? {} : { id: { lt: before } }) },
        include: { member: true },
        orderBy: { id: 'desc' }, // Ids sort by time.
        take: limit + 1,
      }),
    );
    const { rows, last } = cutPage(found, limit);
    return {
      items: rows.map((row) => this.nounOf(row)),
      next: last ? this.cursors.write(last.id, tenantId, listName) : null,
    };
  }

  /** Ends a token: an admin any of the tenant, others their own. @throws not-found, also when it has been ended before; forbidden */
  async revoke(session: Session, id: string): Promise<void> {
    const { tenantId, role, userId } = session;
    await this.database.withTenant(tenantId, async (tx) => {
      const [revoked] = await tx.apiToken.updateManyAndReturn({
        where: { tenantId, id, revokedAt: null, ...(role === 'admin' ? {} : { memberId: userId }) },
        data: { revokedAt: this.clock.now() },
      });
      if (!revoked) throw new AppError('not-found');
      if (revoked.memberId !== userId) {
        const maker = await tx.member.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: revoked.memberId } } });
        assertWithinScope(session, maker.accountIds);
      }
      await this.revocations.end(tx, tenantId, [id]);
      await this.trail.record(tx, tenantId, {
        action: 'api-token.revoked',
        target: { kind: 'api-token', id },
        before: { name: revoked.name, scopes: revoked.scopes, expiresAt: revoked.expiresAt },
      });
    });
  }

  private nounOf(row: ApiToken & { readonly member: Member }): Noun {
    return {
      id: row.id,
      name: row.name,
      madeBy: row.member.email,
      hint: row.hint,
      scopes: scopesOf(row.scopes),
      createdAt: row.createdAt.toISOString(),
      expiresAt: row.expiresAt.toISOString(),
      lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
      state: tokenState(row, this.clock.now().getTime()),
    };
  }
}

const listName = 'api-tokens';

const ownersOf = ({ role, userId }: Session): { memberId?: string } =>
  overseers.includes(role) ? {} : { memberId: userId };
