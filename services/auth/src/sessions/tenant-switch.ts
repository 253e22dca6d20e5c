/** Goes on in another organisation of the same person. */
import { auditFacts } from '@cspmexa/messaging';
import { AppError, CLOCK, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { AuthDatabase } from '../database.js';
import type { SessionState } from './session-state.js';
import { SessionStore } from './session.store.js';

@Injectable()
export class TenantSwitch {
  constructor(
    private readonly database: AuthDatabase,
    private readonly sessions: SessionStore,
    private readonly trail: AuditTrail,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Ends the session and begins one in the other tenant, which is as old, and proven as long ago: going round in circles makes nothing last longer.
   * @returns its refresh token, and what it is worth there. @throws not-found unless the person is an active member of another tenant with this id.
   */
  async switchTo(
    session: Session,
    tenantId: string,
    from: { readonly address: string | undefined; readonly userAgent: string | undefined },
  ): Promise<{ readonly token: string; readonly state: SessionState }> {
    // Two tenants are at hand, and both change or none does.
    return this.database.acrossTenants(async (tx) => {
      const own = { tenantId: session.tenantId, id: session.userId };
      const member = await tx.member.findUnique({ where: { tenantId_id: own } });
      const old = await tx.session.findUnique({
        where: { tenantId_id: { tenantId: session.tenantId, id: session.sessionId } },
      });
      if (!member || !old || old.memberId !== member.id || member.status !== 'active')
        throw new AppError('session-ended');
      const { issuer, subject } = member;
      const seat = await tx.member.findUnique({
        where: { tenantId_issuer_subject: { tenantId, issuer, subject } },
      });
      if (!seat || seat.status !== 'active' || tenantId === session.tenantId) throw new AppError('not-found');
      // Of two that switch at once, one does.
      if (!(await this.sessions.endOne(tx, own.tenantId, own.id, old.id, 'switched')))
        throw new AppError('session-ended');
      const { token, sessionId } = await this.sessions.begin(tx, { tenantId, memberId: seat.id, ...from, from: old });
      await tx.member.update({
        where: { tenantId_id: { tenantId, id: seat.id } },
        data: { signedInAt: this.clock.now() },
      });
      await this.trail.record(tx, own.tenantId, {
        action: 'session.ended',
        target: { kind: 'session', id: old.id },
        after: { endedBy: 'switched' },
      });
      // A request has one row, where it was asked; this one is for those who watch over the other trail.
      const arrival = { action: 'session.switched-to', target: { kind: 'session', id: sessionId }, actor: seat.email };
      await this.trail.append(tx, tenantId, [auditFacts(arrival, this.clock.now())]);
      return { token, state: await this.sessions.stateOf(tx, tenantId, sessionId) };
    });
  }
}
