import {
  endMemberSessions,
  endMyOtherSessions,
  endMySession,
  listMySessions,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { AppError, Handle, Input, Session } from '@cspmexa/platform';
import { Controller } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase, type Tx } from '../database.js';
import { assertWithinScope } from '../members/admins.js';
import { SessionStore } from './session.store.js';

/** Where one is signed in, for oneself and for admins. */
@Controller()
export class MySessionsController {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
  ) {}

  @Handle(listMySessions)
  async list(@Session() { tenantId, userId, sessionId }: Session): Promise<RouteResponse<typeof listMySessions>> {
    return this.database.withTenant(tenantId, async (tx) => ({
      items: await this.sessions.list(tx, tenantId, userId, sessionId),
    }));
  }

  @Handle(endMySession)
  async end(
    @Input() { params }: RouteInput<typeof endMySession>,
    @Session() { tenantId, userId }: Session,
  ): Promise<void> {
    const { sessionId: id } = params;
    await this.database.withTenant(tenantId, async (tx) => {
      if (!(await this.sessions.endOne(tx, tenantId, userId, id, 'ended'))) throw new AppError('not-found');
      await this.trail.record(tx, tenantId, {
        action: 'session.ended',
        target: { kind: 'session', id },
        after: { endedBy: 'ended' },
      });
    });
  }

  @Handle(endMyOtherSessions)
  async endOthers(@Session() { tenantId, userId, sessionId }: Session): Promise<void> {
    await this.database.withTenant(tenantId, (tx) => this.endAllOf(tx, tenantId, userId, sessionId));
  }

  @Handle(endMemberSessions)
  async endAll(@Input() { params }: RouteInput<typeof endMemberSessions>, @Session() session: Session): Promise<void> {
    const { tenantId } = session;
    const { memberId: id } = params;
    await this.database.withTenant(tenantId, async (tx) => {
      const member = await tx.member.findUnique({ where: { tenantId_id: { tenantId, id } } });
      if (!member) throw new AppError('not-found');
      assertWithinScope(session, member.accountIds);
      await this.endAllOf(tx, tenantId, id);
    });
  }

  private async endAllOf(tx: Tx, tenantId: string, memberId: string, except?: string): Promise<void> {
    const ended = await this.sessions.endAll(tx, tenantId, memberId, 'ended', except);
    await this.trail.record(tx, tenantId, {
      action: 'member.sessions-ended',
      target: { kind: 'member', id: memberId },
      after: { ended, ...(except === undefined ? {} : { except }) },
    });
  }
}
