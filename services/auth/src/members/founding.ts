/** The first person of an installation. */
import { AppError, newId } from '@cspmexa/platform';
import type { Tx } from '../database.js';
import type { Member } from '../generated/prisma/client.js';
import type { Identity } from '../sign-in/admit.js';

/**
 * True while nobody can be asked for an invitation: there is no admin anywhere and, unless the configuration names the first one, none
 * is on the way.
 */
export async function hasNoAdmin(tx: Tx, isFirstNamed: boolean, now: Date): Promise<boolean> {
  if ((await tx.member.count({ where: { role: 'admin' } })) > 0) return false;
  return isFirstNamed || (await tx.invitation.count({ where: { role: 'admin', expiresAt: { gt: now } } })) === 0;
}

/** Makes them the admin of a tenant that waits for its first person, or of a new one. @throws sign-in-failed without an address */
export async function found(
  tx: Tx,
  { email, issuer, subject, name: personName, picture }: Identity,
  { name, now }: { readonly name: string; readonly now: Date },
): Promise<Member> {
  if (email === null) throw new AppError('sign-in-failed');
  const waiting = await tx.$queryRaw<{ id: string }[]>`
    select id from tenant
    where not exists (select 1 from member where tenant_id = tenant.id)
      and not exists (select 1 from invitation where tenant_id = tenant.id and expires_at > ${now})
    order by created_at limit 1`;
  const { id: tenantId } = waiting[0] ?? (await tx.tenant.create({ data: { id: newId(now), name, createdAt: now } }));
  return tx.member.create({
    data: {
      tenantId,
      id: newId(now),
      email,
      issuer,
      subject,
      name: personName,
      picture,
      role: 'admin',
      createdAt: now,
    },
  });
}
