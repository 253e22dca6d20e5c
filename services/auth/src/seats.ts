/** Prepares a tenant with seats for people who have not signed in yet: for the sandbox and for tests. */
import type { Role } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import type { AuthDatabase } from './database.js';

/** Makes the first tenant if there is none, and a seat for each person who has none. @returns the tenant's id. */
export async function prepareTenant(
  database: AuthDatabase,
  name: string,
  people: readonly { readonly email: string; readonly role: Role; readonly language?: 'en' | 'pt' }[] = [],
): Promise<string> {
  return database.transaction(async (tx) => {
    const now = new Date();
    const { id: tenantId } =
      (await tx.tenant.findFirst({ orderBy: { createdAt: 'asc' } })) ??
      (await tx.tenant.create({ data: { id: newId(), name, createdAt: now } }));
    await tx.member.createMany({
      data: people.map(({ email, role, language = 'en' }) => ({
        tenantId,
        id: newId(),
        email,
        role,
        language,
        createdAt: now,
      })),
      skipDuplicates: true,
    });
    return tenantId;
  });
}
