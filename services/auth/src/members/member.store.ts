/** The members of a tenant. */
import { Language, type Member as MemberNoun, type Me, Role, rolePermissions } from '@cspmexa/contracts';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase, type Tx } from '../database.js';
import type { Member } from '../generated/prisma/client.js';
import { SessionStore } from '../sessions/session.store.js';
import { admit, type Identity } from '../sign-in/admit.js';

/** One lock for founding, so that two first persons cannot both become the first. */
const foundingLock = 7_270_002;

const nounOf = (row: Member): MemberNoun => ({
  id: row.id,
  email: row.email,
  name: row.name,
  picture: row.picture,
  role: Role.parse(row.role),
  language: Language.parse(row.language),
  signedInAt: row.signedInAt?.toISOString() ?? null,
  createdAt: row.createdAt.toISOString(),
});

@Injectable()
export class MemberStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Lets a person in and opens a session. @returns its refresh token. @throws sign-in-failed, not-invited */
  signIn(identity: Identity): Promise<string> {
    const { issuer, subject } = identity;
    // Before a person is known there is no tenant to ask in.
    return this.database.transaction(async (tx) => {
      await tx.$executeRawUnsafe(`select pg_advisory_xact_lock(${foundingLock})`);
      const member = await tx.member.findFirst({ where: { issuer, subject }, orderBy: { signedInAt: 'desc' } });
      const invited = member
        ? null
        : await tx.member.findFirst({
            where: { email: identity.email ?? '', subject: null },
            orderBy: { createdAt: 'asc' },
          });
      const empty = !member && !invited && (await tx.member.count({ where: { role: 'admin' } })) === 0;
      const rules = {
        allowedDomains: this.config.ALLOWED_DOMAINS,
        bootstrapAdminEmail: this.config.BOOTSTRAP_ADMIN_EMAIL,
      };
      const decision = admit(identity, { member: member !== null, invited: invited !== null, empty }, rules);
      if ('refuse' in decision) throw new AppError(decision.refuse);
      const row = member ?? invited ?? (await this.found(tx, identity));
      const key = { tenantId_id: { tenantId: row.tenantId, id: row.id } };
      await tx.member.update({
        where: key,
        data: { issuer, subject, name: identity.name, picture: identity.picture, signedInAt: this.clock.now() },
      });
      return this.sessions.open(tx, row.tenantId, row.id);
    });
  }

  async list(
    tenantId: string,
    limit: number,
    cursor: string | undefined,
  ): Promise<{ items: MemberNoun[]; next: string | null }> {
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.member.findMany({
        where: { tenantId, ...(cursor ? { email: { gt: emailOf(cursor) } } : {}) },
        orderBy: { email: 'asc' },
        take: limit + 1,
      }),
    );
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return { items: page.map(nounOf), next: rows.length > limit && last ? cursorOf(last.email) : null };
  }

  async me(session: Session): Promise<Me> {
    return this.database.withTenant(session.tenantId, async (tx) => {
      const member = await this.find(tx, session.tenantId, session.userId);
      const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: session.tenantId } });
      const noun = nounOf(member);
      return {
        member: noun,
        tenant: { id: tenant.id, name: tenant.name },
        permissions: [...rolePermissions[noun.role]],
      };
    });
  }

  async changeLanguage(session: Session, language: Language | undefined): Promise<Me> {
    const key = { tenantId_id: { tenantId: session.tenantId, id: session.userId } };
    if (language)
      await this.database.withTenant(session.tenantId, async (tx) => {
        await this.find(tx, session.tenantId, session.userId);
        await tx.member.update({ where: key, data: { language } });
      });
    return this.me(session);
  }

  /** Invites a person. They are known by their address until they have signed in. */
  async add(tenantId: string, email: string, role: Role): Promise<MemberNoun> {
    return this.database.withTenant(tenantId, async (tx) => {
      const [added] = await tx.member.createManyAndReturn({
        data: [{ tenantId, id: newId(), email, role, createdAt: this.clock.now() }],
        skipDuplicates: true,
      });
      if (!added) throw new AppError('conflict', { detail: `${email} is a member already.` });
      return nounOf(added);
    });
  }

  async changeRole(tenantId: string, memberId: string, role: Role | undefined): Promise<MemberNoun> {
    return this.database.withTenant(tenantId, async (tx) => {
      const member = await this.find(tx, tenantId, memberId);
      if (role === undefined || role === member.role) return nounOf(member);
      if (member.role === 'admin') await this.keepAnAdmin(tx, tenantId);
      // The role is in the access token: sessions begin anew with the other one.
      await this.sessions.endAll(tx, tenantId, memberId);
      return nounOf(await tx.member.update({ where: { tenantId_id: { tenantId, id: memberId } }, data: { role } }));
    });
  }

  async remove(tenantId: string, memberId: string): Promise<void> {
    await this.database.withTenant(tenantId, async (tx) => {
      const member = await this.find(tx, tenantId, memberId);
      if (member.role === 'admin') await this.keepAnAdmin(tx, tenantId);
      await tx.member.delete({ where: { tenantId_id: { tenantId, id: memberId } } });
    });
  }

  /** The founder's tenant: the one that is there, or the first. */
  private async found(tx: Tx, identity: Identity): Promise<Member> {
    const now = this.clock.now();
    const tenant =
      (await tx.tenant.findFirst({ orderBy: { createdAt: 'asc' } })) ??
      (await tx.tenant.create({ data: { id: newId(), name: this.config.TENANT_NAME, createdAt: now } }));
    const { email, issuer, subject } = identity;
    if (email === null) throw new AppError('sign-in-failed');
    return tx.member.create({
      data: { tenantId: tenant.id, id: newId(), email, issuer, subject, role: 'admin', createdAt: now },
    });
  }

  private async find(tx: Tx, tenantId: string, id: string): Promise<Member> {
    const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (!member) throw new AppError('not-found');
    return member;
  }

  /** @throws last-admin. Locks the admins, so that two who demote each other do not both succeed. */
  private async keepAnAdmin(tx: Tx, tenantId: string): Promise<void> {
    const admins = await tx.$queryRaw<unknown[]>`
      select id from member where tenant_id = ${tenantId}::uuid and role = 'admin' order by id for update`;
    if (admins.length < 2) throw new AppError('last-admin');
  }
}

const cursorOf = (email: string): string => Buffer.from(email).toString('base64url');

function emailOf(cursor: string): string {
  const email = Buffer.from(cursor, 'base64url').toString();
  if (!/^[^\p{Cc}]+@[^\p{Cc}]+$/u.test(email) || cursorOf(email) !== cursor) throw new AppError('invalid-cursor');
  return email;
}
