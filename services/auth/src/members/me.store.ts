/** The signed-in person: who they are, what they may do, and their own settings. */
import { rolePermissions, type Language, type Me } from '@cspmexa/contracts';
import { AppError, CLOCK, freshSeconds, isFresh, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import { mfaOf } from '../mfa/mfa-of.js';
import { memberOf, withFactor, type MemberRow } from './member-noun.js';

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

  /** Changes the language; undefined leaves it. */
  change(session: Session, language: Language | undefined): Promise<Me> {
    const { tenantId, userId } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await find(tx, session);
      const member = await tx.member.update({
        where: { tenantId_id: { tenantId, id: userId } },
        data: { language: language ?? before.language },
        include: withFactor,
      });
      await this.trail.record(tx, tenantId, {
        action: 'member.changed',
        target: { kind: 'member', id: userId },
        before: { language: before.language },
        after: { language: member.language },
      });
      return this.describe(tx, session, member);
    });
  }

  private async describe(tx: Tx, session: Session, row: MemberRow): Promise<Me> {
    const { tenantId, userId: memberId, provenAt } = session;
    const member = memberOf(row);
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: tenantId } });
    const now = this.clock.now().getTime();
    return {
      member,
      tenant: { id: tenant.id, name: tenant.name },
      permissions: [...rolePermissions[member.role]],
      mfa: {
        ...(await mfaOf(tx, tenantId, memberId)),
        required: tenant.mfaRequiredFor.includes(member.role),
      },
      freshUntil:
        provenAt !== undefined && isFresh(session, now)
          ? new Date((provenAt + freshSeconds) * 1_000).toISOString()
          : null,
    };
  }
}

async function find(tx: Tx, { tenantId, userId: id }: Session): Promise<MemberRow> {
  const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } }, include: withFactor });
  if (!member) throw new AppError('session-ended');
  return member;
}
