/** Inviting a person, whoever does it: an admin, or the command line. */
import {
  invitationSent,
  Language,
  Role,
  type Invitation as InvitationNoun,
  type InvitationInput,
} from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { AppError, newId } from '@cspmexa/platform';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { Tx } from '../database.js';
import type { Invitation } from '../generated/prisma/client.js';

const dayMs = 86_400_000;
/** For how long after its end an invitation is still shown, in days. */
const expiredDays = 90;

/** Invitations that ended before this are forgotten: sign-ins drop them. */
export const forgottenBefore = (now: Date): Date => new Date(now.getTime() - expiredDays * dayMs);

/** When an invitation ends that begins now. */
export const endOf = (now: Date, days: number): Date => new Date(now.getTime() + days * dayMs);

/** Who invites, and for how long. */
export interface Inviting {
  readonly tenantId: string;
  /** The e-mail address of the member who invites; null: the installation. */
  readonly invitedBy: string | null;
  /** For the audit trail, where no request says who it is. */
  readonly actor?: string;
  readonly now: Date;
  readonly days: number;
}

/** Invites a person and has them mailed; an invitation that has expired makes room for the new one. @throws conflict */
export async function invite(
  tx: Tx,
  trail: AuditTrail,
  { email, role, accountIds, language }: InvitationInput,
  { tenantId, invitedBy, actor, now, days }: Inviting,
): Promise<InvitationNoun> {
  await tx.invitation.deleteMany({ where: { tenantId, email, expiresAt: { lte: now } } });
  if ((await tx.member.count({ where: { tenantId, email } })) > 0)
    throw new AppError('conflict', { detail: `${email} is a member already.` });
  const row = {
    tenantId,
    id: newId(now),
    email,
    role,
    accountIds: [...new Set(accountIds)],
    language,
    invitedBy,
    createdAt: now,
    expiresAt: endOf(now, days),
  };
  // Of two who invite the same person at once, one does.
  const [added] = await tx.invitation.createManyAndReturn({ data: [row], skipDuplicates: true });
  if (!added) throw new AppError('conflict', { detail: `${email} is invited already.` });
  await send(tx, added);
  await trail.record(tx, tenantId, {
    action: 'invitation.added',
    target: { kind: 'invitation', id: added.id },
    after: invitationOf(added),
    ...(actor === undefined ? {} : { actor }),
  });
  return invitationOf(added);
}

/** Has the person mailed. */
export async function send(tx: Tx, row: Invitation): Promise<void> {
  const tenant = await tx.tenant.findUniqueOrThrow({ where: { id: row.tenantId } });
  await publish(tx, row.tenantId, invitationSent, {
    invitationId: row.id,
    email: row.email,
    language: Language.parse(row.language),
    tenantName: tenant.name,
    role: Role.parse(row.role),
    invitedBy: row.invitedBy,
    expiresAt: row.expiresAt.toISOString(),
  });
}

export const invitationOf = (row: Invitation): InvitationNoun => ({
  id: row.id,
  email: row.email,
  role: Role.parse(row.role),
  accountIds: row.accountIds,
  invitedBy: row.invitedBy,
  createdAt: row.createdAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
});
