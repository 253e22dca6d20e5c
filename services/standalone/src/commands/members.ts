/** `cspmexa members`: lets people in from outside, for example the first admin of an organisation. */
import { inviteTo, listTenants, type ListedTenant } from '@cspmexa/auth';
import { InvitationInput, Role } from '@cspmexa/contracts';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { UsageError } from '../usage.js';
import { commandLineActor, inInstallation, optionsOf, print } from './in-installation.js';
import { invitationDays } from './tenants.js';

const InviteOptions = z.object({
  email: InvitationInput.shape.email,
  role: oneOf(Role.options).default('viewer'),
  tenant: z.string().min(1).optional(),
  language: InvitationInput.shape.language,
  days: invitationDays,
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});

/** Invites a person and prints until when they can come in. @returns the exit code. */
export async function invite(given: unknown): Promise<number> {
  const { email, role, tenant, language, days, output, data } = optionsOf(InviteOptions, given);
  return inInstallation(data, async ({ auth, trail }) => {
    const { id } = chosen(await listTenants(auth), tenant);
    const work = { database: auth, trail, actor: commandLineActor(), now: new Date(), days };
    const invitation = await inviteTo(work, id, { email, role, language, accountIds: [] });
    if (output === 'json') print(JSON.stringify(invitation, null, 2));
    else print(`${invitation.email} may come in as ${invitation.role} until ${invitation.expiresAt}`);
    return exitCode.clean;
  });
}

/** The one that is meant: by id or name, or the only one. @throws UsageError */
function chosen(tenants: readonly ListedTenant[], given: string | undefined): ListedTenant {
  const found = given === undefined ? tenants : tenants.filter(({ id, name }) => id === given || name === given);
  const [only] = found;
  if (only && found.length === 1) return only;
  const all = tenants.map(({ id, name }) => `${id} ${name}`);
  throw new UsageError([
    `--tenant: ${found.length === 0 ? 'There is no such organisation.' : 'Say which one.'} ${all.length > 0 ? `There are ${all.join(', ')}.` : 'There is none: make one with `cspmexa tenants create`.'}`,
  ]);
}
