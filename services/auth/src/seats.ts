/** Prepares a tenant and invites people who have not signed in yet: for the sandbox and for tests. */
import type { Role } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import type { AuthDatabase, Tx } from './database.js';

/** Somebody who may come in. */
export interface Seat {
  readonly email: string;
  readonly role: Role;
  readonly language?: 'en' | 'pt';
}

/** The people of a sandbox come when they like, in years. */
const seatYears = 10;

/** Makes the first tenant if there is none, and invites each person who is neither a member nor invited. @returns the tenant's id. */
export async function prepareTenant(
  database: AuthDatabase,
  name: string,
  people: readonly Seat[] = [],
): Promise<string> {
  return database.acrossTenants(async (tx) => {
    const { id } =
      (await tx.tenant.findFirst({ orderBy: { createdAt: 'asc' } })) ??
      (await tx.tenant.create({ data: { id: newId(), name, createdAt: new Date() } }));
    await invite(tx, id, people);
    return id;
  });
}

async function invite(tx: Tx, tenantId: string, people: readonly Seat[]): Promise<void> {
  const emails = people.map(({ email }) => email);
  const members = await tx.member.findMany({ where: { tenantId, email: { in: emails } }, select: { email: true } });
  const createdAt = new Date();
  const expiresAt = new Date(createdAt);
  expiresAt.setFullYear(expiresAt.getFullYear() + seatYears);
  await tx.invitation.createMany({
    data: people
      .filter(({ email }) => !members.some((member) => member.email === email))
      .map(({ email, role, language = 'en' }) => ({
        tenantId,
        id: newId(),
        email,
        role,
        language,
        createdAt,
        expiresAt,
      })),
    skipDuplicates: true,
  });
}
