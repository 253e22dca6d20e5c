/** Organisations, and to which of them a person belongs. */
import { Role, type Tenant as TenantNoun, type TenantPatch, type TenantSeat } from '@cspmexa/contracts';
import { AppError, CLOCK, newId, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import type { Member } from '../generated/prisma/client.js';
import { SessionStore } from '../sessions/session.store.js';
import { tenantOf } from './tenant-noun.js';

@Injectable()
export class TenantStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  read(id: string): Promise<TenantNoun> {
    return this.database.withTenant(id, async (tx) => tenantOf(await tx.tenant.findUniqueOrThrow({ where: { id } })));
  }

  /** Renames it, or says who needs an authenticator. Who needs one from now on works on until their next access token. */
  async change(id: string, patch: TenantPatch): Promise<TenantNoun> {
    return this.database.withTenant(id, async (tx) => {
      await tx.$queryRaw`select 1 from tenant where id = ${id}::uuid for update`;
      const before = tenantOf(await tx.tenant.findUniqueOrThrow({ where: { id } }));
      const next = {
        name: patch.name ?? before.name,
        mfaRequiredFor: Role.options.filter((role) => (patch.mfaRequiredFor ?? before.mfaRequiredFor).includes(role)),
      };
      const tenant = tenantOf(await tx.tenant.update({ where: { id }, data: next }));
      const added = next.mfaRequiredFor.filter((role) => !before.mfaRequiredFor.includes(role));
      const lacking = await tx.member.findMany({
        where: { tenantId: id, role: { in: added }, NOT: { factor: { confirmedAt: { not: null } } } },
        select: { id: true },
        orderBy: { id: 'asc' },
      });
      for (const member of lacking) await this.sessions.cutTokens(tx, id, member.id);
      await this.trail.record(tx, id, {
        action: 'tenant.changed',
        target: { kind: 'tenant', id },
        before: rulesOf(before),
        after: rulesOf(tenant),
      });
      return tenant;
    });
  }

  /** Makes one more, whose admin the signed-in person is. */
  async add(session: Session, name: string): Promise<TenantNoun> {
    // A tenant that is not there yet cannot be the one that the transaction belongs to.
    return this.database.acrossTenants(async (tx) => {
      const { issuer, subject, email, name: personName, picture, language } = await ownRow(tx, session);
      const createdAt = this.clock.now();
      const tenant = await tx.tenant.create({ data: { id: newId(createdAt), name, createdAt } });
      const person = { issuer, subject, email, name: personName, picture, language };
      await tx.member.create({
        data: { ...person, tenantId: tenant.id, id: newId(createdAt), role: 'admin', createdAt },
      });
      await this.trail.record(tx, session.tenantId, {
        action: 'tenant.added',
        target: { kind: 'tenant', id: tenant.id },
        after: { name, admin: email },
      });
      return tenantOf(tenant);
    });
  }

  /** Where the signed-in person is an active member, by name. */
  async mine(session: Session): Promise<TenantSeat[]> {
    return this.database.acrossTenants(async (tx) => {
      const { issuer, subject } = await ownRow(tx, session);
      const seats = await tx.member.findMany({ where: { issuer, subject, status: 'active' } });
      const tenants = await tx.tenant.findMany({
        where: { id: { in: seats.map(({ tenantId }) => tenantId) } },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
      });
      return tenants.flatMap(({ id, name }) =>
        seats
          .filter(({ tenantId }) => tenantId === id)
          .map(({ role }) => ({ id, name, role: Role.parse(role), current: id === session.tenantId })),
      );
    });
  }
}

const rulesOf = ({ name, mfaRequiredFor }: TenantNoun) => ({ name, mfaRequiredFor });

async function ownRow(tx: Tx, { tenantId, userId: id }: Session): Promise<Member> {
  const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } } });
  if (member?.status !== 'active') throw new AppError('session-ended');
  return member;
}
