/** `cspmexa tenants`: the organisations of an installation. */
import { createTenant, listTenants } from '@cspmexa/auth';
import { InvitationInput, TenantInput } from '@cspmexa/contracts';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { columns, commandLineActor, inInstallation, optionsOf, print } from './in-installation.js';

/** How long an invitation can be taken up, in days. */
export const invitationDays = z.coerce.number().int().min(1).max(90).default(7);

const Common = z.object({
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});
const CreateOptions = Common.extend({
  name: TenantInput.shape.name,
  admin: InvitationInput.shape.email.optional(),
  language: InvitationInput.shape.language,
  days: invitationDays,
});

/** Prints them. @returns the exit code. */
export async function list(given: unknown): Promise<number> {
  const { output, data } = optionsOf(Common, given);
  return inInstallation(data, async ({ auth }) => {
    const tenants = await listTenants(auth);
    if (output === 'json') print(JSON.stringify(tenants, null, 2));
    else {
      const rows = tenants.map(({ id, name, members, invitations, createdAt }) => [
        id,
        name,
        String(members),
        String(invitations),
        createdAt,
      ]);
      for (const line of columns([['id', 'name', 'members', 'invitations', 'made'], ...rows])) print(line);
    }
    return exitCode.clean;
  });
}

/** Makes one and prints its id. @returns the exit code. */
export async function create(given: unknown): Promise<number> {
  const { name, admin, language, days, output, data } = optionsOf(CreateOptions, given);
  return inInstallation(data, async ({ auth, trail }) => {
    const work = { database: auth, trail, actor: commandLineActor(), now: new Date(), days };
    const tenant = await createTenant(work, { name, ...(admin ? { admin: { email: admin, language } } : {}) });
    print(output === 'json' ? JSON.stringify(tenant, null, 2) : tenant.id);
    return exitCode.clean;
  });
}
