/** The members of a tenant, as its admins see and change them. */
import type { Member as MemberNoun, MemberPatch } from '@cspmexa/contracts';
import { AppError, Cursors, type Session } from '@cspmexa/platform';
import { Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import { SessionStore } from '../sessions/session.store.js';
import type { Identity } from '../sign-in/admit.js';
import { assertWithinScope, isFullAdmin, lockAdmins } from './admins.js';
import { Arrivals } from './arrivals.js';
import { after, pageOf } from './email-cursor.js';
import type { Origin } from './known-browser.js';
import { memberOf, withFactor, type MemberRow } from './member-noun.js';

@Injectable()
export class MemberStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    private readonly arrivals: Arrivals,
    private readonly cursors: Cursors,
  ) {}

  /** Lets a person in and opens a session. @returns its refresh token. @throws sign-in-failed, not-invited */
  async signIn(identity: Identity, from: Origin): Promise<string> {
    // Before a person is known there is no tenant to ask in. A refusal is an outcome here, so that its audit row stays.
    const arrived = await this.database.acrossTenants((tx) => this.arrivals.arrive(tx, identity, from));
    if ('refuse' in arrived) throw new AppError(arrived.refuse);
    return arrived.token;
  }

  /** A page, by address. @throws invalid-cursor */
  async list(
    tenantId: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ items: MemberNoun[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list: 'members' } as const;
    const where = { tenantId, ...after(paged, cursor) };
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.member.findMany({ where, orderBy: { email: 'asc' }, take: limit + 1, include: withFactor }),
    );
    return pageOf(paged, rows, limit, memberOf);
  }

  /** @throws not-found, not-yourself, last-admin, forbidden */
  async change(session: Session, memberId: string, patch: MemberPatch): Promise<MemberNoun> {
    const { tenantId } = session;
    if (memberId === session.userId && Object.values(patch).some((value) => value !== undefined))
      throw new AppError('not-yourself');
    return this.database.withTenant(tenantId, async (tx) => {
      const { member: before, otherAdmins } = await this.lock(tx, tenantId, memberId);
      const next = {
        role: patch.role ?? before.role,
        status: patch.status ?? before.status,
        accountIds: patch.accountIds ? [...new Set(patch.accountIds)] : before.accountIds,
      };
      assertWithinScope(session, before.accountIds, next.accountIds);
      if (isFullAdmin(before) && !isFullAdmin(next) && otherAdmins === 0) throw new AppError('last-admin');
      const where = { tenantId_id: { tenantId, id: memberId } };
      const member = await tx.member.update({ where, data: next, include: withFactor });
      if (next.status !== 'active' && before.status === 'active')
        await this.sessions.endAll(tx, tenantId, memberId, 'member-changed');
      else if (next.role !== before.role || !isSame(next.accountIds, before.accountIds))
        await this.sessions.cutTokens(tx, tenantId, memberId);
      await this.trail.record(tx, tenantId, {
        action: 'member.changed',
        target: { kind: 'member', id: memberId },
        before: accessOf(before),
        after: accessOf(member),
      });
      return memberOf(member);
    });
  }

  /** @throws not-found, last-admin, forbidden */
  async remove(session: Session, memberId: string): Promise<void> {
    const { tenantId } = session;
    await this.database.withTenant(tenantId, async (tx) => {
      const { member, otherAdmins } = await this.lock(tx, tenantId, memberId);
      assertWithinScope(session, member.accountIds);
      if (isFullAdmin(member) && otherAdmins === 0) throw new AppError('last-admin');
      await this.sessions.endAll(tx, tenantId, memberId, 'member-changed');
      await tx.member.delete({ where: { tenantId_id: { tenantId, id: memberId } } });
      await this.trail.record(tx, tenantId, {
        action: 'member.removed',
        target: { kind: 'member', id: memberId },
        before: accessOf(member),
      });
    });
  }

  private async lock(
    tx: Tx,
    tenantId: string,
    id: string,
  ): Promise<{ readonly member: MemberRow; readonly otherAdmins: number }> {
    const otherAdmins = await lockAdmins(tx, tenantId, id);
    const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } }, include: withFactor });
    if (!member) throw new AppError('not-found');
    return { member, otherAdmins };
  }
}

/** What is written down about a member when somebody changes it. */
const accessOf = ({ email, role, status, accountIds }: MemberRow) => ({ email, role, status, accountIds });

const isSame = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((id) => right.includes(id));
