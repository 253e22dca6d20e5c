/** The signed-in person: who they are, what they may do, and their own settings. */
import { rolePermissions, type Me, type MePatch, type Person } from '@cspmexa/contracts';
import { AppError, CLOCK, freshSeconds, isFresh, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import { mfaOf } from '../mfa/mfa-of.js';
import { limits } from '../sessions/refresh.js';
import { memberOf, withFactor, type MemberRow } from './member-noun.js';

/** People that a menu offers. */
const mostPeople = 1_000;

@Injectable()
export class MeStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly trail: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  read(session: Session): Promise<Me> {
    return this.database.withTenant(session.tenantId, async (tx) =>
      this.describe(tx, session, await find(tx, session)),
    );
  }

  /** Changes what is given; undefined leaves it. */
  change(session: Session, { language, timeZone, singleKeys }: MePatch): Promise<Me> {
    const { tenantId, userId } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await find(tx, session);
      const member = await tx.member.update({
        where: { tenantId_id: { tenantId, id: userId } },
        data: {
          language: language ?? before.language,
          timeZone: timeZone === undefined ? before.timeZone : timeZone,
          singleKeys: singleKeys ?? before.singleKeys,
        },
        include: withFactor,
      });
      await this.trail.record(tx, tenantId, {
        action: 'member.changed',
        target: { kind: 'member', id: userId },
        before: likingsOf(before),
        after: likingsOf(member),
      });
      return this.describe(tx, session, member);
    });
  }

  /** The active members of a tenant, by address. */
  people(tenantId: string): Promise<Person[]> {
    return this.database.withTenant(tenantId, (tx) =>
      tx.member.findMany({
        where: { tenantId, status: 'active' },
        orderBy: { email: 'asc' },
        take: mostPeople,
        select: { email: true, name: true, picture: true },
      }),
    );
  }

  private async describe(tx: Tx, session: Session, row: MemberRow): Promise<Me> {
    const { tenantId, userId: memberId, sessionId, provenAt } = session;
    const member = memberOf(row);
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const opened = await tx.session.findUnique({
      where: { tenantId_id: { tenantId, id: sessionId } },
      select: { createdAt: true },
    });
    const now = this.clock.now().getTime();
    return {
      member,
      tenant: { id: tenant.id, name: tenant.name },
      permissions: [...rolePermissions[member.role]],
      mfa: {
        ...(await mfaOf(tx, tenantId, memberId)),
        required: tenant.mfaRequiredFor.includes(member.role),
      },
      preferences: { timeZone: row.timeZone, singleKeys: row.singleKeys },
      // The session of an API token is none of the table's.
      sessionEndsAt: opened ? new Date(opened.createdAt.getTime() + limits.absoluteMs).toISOString() : null,
      freshUntil:
        provenAt !== undefined && isFresh(session, now)
          ? new Date((provenAt + freshSeconds) * 1_000).toISOString()
          : null,
    };
  }
}

const likingsOf = ({ language, timeZone, singleKeys }: MemberRow) => ({ language, timeZone, singleKeys });

async function find(tx: Tx, { tenantId, userId: id }: Session): Promise<MemberRow> {
  const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } }, include: withFactor });
  if (!member) throw new AppError('session-ended');
  return member;
}
