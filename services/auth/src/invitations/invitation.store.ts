/** Invitations: who may come in. They hold no secret; the verified address of whoever signs in is what counts. */
import type { Invitation as InvitationNoun, InvitationInput } from '@cspmexa/contracts';
import { AppError, CLOCK, Cursors, type Clock, type Session } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import { AuditTrail } from '../audit/audit-trail.js';
import { CONFIG, type AuthConfig } from '../config.js';
import { AuthDatabase, type Tx } from '../database.js';
import type { Invitation } from '../generated/prisma/client.js';
import { assertWithinScope } from '../members/admins.js';
import { after, pageOf } from '../members/email-cursor.js';
import { endOf, forgottenBefore, invitationOf, invite, send } from './invite.js';

@Injectable()
export class InvitationStore {
  constructor(
    private readonly database: AuthDatabase,
    private readonly trail: AuditTrail,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    private readonly cursors: Cursors,
  ) {}

  /** A page, by address. @throws invalid-cursor */
  async list(
    tenantId: string,
    { limit, cursor }: { readonly limit: number; readonly cursor?: string | undefined },
  ): Promise<{ items: InvitationNoun[]; next: string | null }> {
    const paged = { cursors: this.cursors, tenantId, list: 'invitations' } as const;
    const where = { tenantId, expiresAt: { gt: forgottenBefore(this.clock.now()) }, ...after(paged, cursor) };
    const rows = await this.database.withTenant(tenantId, (tx) =>
      tx.invitation.findMany({ where, orderBy: { email: 'asc' }, take: limit + 1 }),
    );
    return pageOf(paged, rows, limit, invitationOf);
  }

  /** @throws conflict, forbidden */
  async add(session: Session, input: InvitationInput): Promise<InvitationNoun> {
    assertWithinScope(session, input.accountIds);
    const { tenantId, email: invitedBy } = session;
    const inviting = { tenantId, invitedBy, now: this.clock.now(), days: this.config.INVITATION_DAYS };
    return this.database.withTenant(tenantId, (tx) => invite(tx, this.trail, input, inviting));
  }

  /** Sends the mail again and begins the days anew. @throws not-found, forbidden */
  async resend(session: Session, id: string): Promise<InvitationNoun> {
    const { tenantId } = session;
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await this.find(tx, session, id);
      const invitation = await tx.invitation.update({
        where: { tenantId_id: { tenantId, id } },
        data: { expiresAt: endOf(this.clock.now(), this.config.INVITATION_DAYS) },
      });
      await send(tx, invitation);
      await this.trail.record(tx, tenantId, {
        action: 'invitation.resent',
        target: { kind: 'invitation', id },
        before: { email: before.email, expiresAt: before.expiresAt },
        after: { email: before.email, expiresAt: invitation.expiresAt },
      });
      return invitationOf(invitation);
    });
  }

  /** @throws not-found, forbidden */
  async remove(session: Session, id: string): Promise<void> {
    const { tenantId } = session;
    await this.database.withTenant(tenantId, async (tx) => {
      const before = await this.find(tx, session, id);
      await tx.invitation.delete({ where: { tenantId_id: { tenantId, id } } });
      await this.trail.record(tx, tenantId, {
        action: 'invitation.removed',
        target: { kind: 'invitation', id },
        before: invitationOf(before),
      });
    });
  }

  /** Finds one and keeps it from being taken up meanwhile. */
  private async find(tx: Tx, session: Session, id: string): Promise<Invitation> {
    const { tenantId } = session;
    await tx.$queryRaw`select 1 from invitation where tenant_id = ${tenantId}::uuid and id = ${id}::uuid for update`;
    const invitation = await tx.invitation.findUnique({ where: { tenantId_id: { tenantId, id } } });
    if (!invitation || invitation.expiresAt <= forgottenBefore(this.clock.now())) throw new AppError('not-found');
    assertWithinScope(session, invitation.accountIds);
    return invitation;
  }
}
