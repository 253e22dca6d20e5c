/** The tenants of an installation, for whoever runs it: the command line and tests. */
import type { Invitation, InvitationInput, Tenant as TenantNoun } from '@cspmexa/contracts';
import { AppError, newId } from '@cspmexa/platform';
import type { AuditTrail } from '../audit/audit-trail.js';
import type { AuthDatabase } from '../database.js';
import { invite } from '../invitations/invite.js';
import { tenantOf } from './tenant-noun.js';

/** What is worked on, by whom, and when. */
export interface InstallationWork {
  readonly database: AuthDatabase;
  readonly trail: AuditTrail;
  /** For the audit trail. */
  readonly actor: string;
  readonly now: Date;
  /** How long invitations can be taken up. */
  readonly days: number;
}

export interface ListedTenant extends TenantNoun {
  readonly members: number;
  readonly invitations: number;
}

/** Makes a tenant and invites its first admin, if one is named. */
export async function createTenant(
  { database, trail, actor, now, days }: InstallationWork,
  { name, admin }: { readonly name: string; readonly admin?: Pick<InvitationInput, 'email' | 'language'> | undefined },
): Promise<TenantNoun> {
  return database.acrossTenants(async (tx) => {
    const tenant = await tx.tenant.create({ data: { id: newId(now), name, createdAt: now } });
    await trail.record(tx, tenant.id, {
      action: 'tenant.added',
      actor,
      target: { kind: 'tenant', id: tenant.id },
      after: { name },
    });
    if (admin) {
      const input: InvitationInput = { ...admin, role: 'admin', accountIds: [] };
      await invite(tx, trail, input, { tenantId: tenant.id, invitedBy: null, actor, now, days });
    }
    return tenantOf(tenant);
  });
}

/** Invites a person to a tenant. @throws not-found, conflict */
export async function inviteTo(
  { database, trail, actor, now, days }: InstallationWork,
  tenantId: string,
  input: InvitationInput,
): Promise<Invitation> {
  return database.withTenant(tenantId, async (tx) => {
    if (!(await tx.tenant.findUnique({ where: { id: tenantId } }))) throw new AppError('not-found');
    return invite(tx, trail, input, { tenantId, invitedBy: null, actor, now, days });
  });
}

/** Every tenant, the oldest first. */
export async function listTenants(database: AuthDatabase): Promise<ListedTenant[]> {
  return database.acrossTenants(async (tx) => {
    const tenants = await tx.tenant.findMany({ orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] });
    const members = await tx.member.groupBy({ by: ['tenantId'], _count: true });
    const invitations = await tx.invitation.groupBy({ by: ['tenantId'], _count: true });
    const countOf = (groups: readonly { tenantId: string; _count: number }[], id: string): number =>
      groups.find(({ tenantId }) => tenantId === id)?._count ?? 0;
    return tenants.map((tenant) => ({
      ...tenantOf(tenant),
      members: countOf(members, tenant.id),
      invitations: countOf(invitations, tenant.id),
    }));
  });
}
