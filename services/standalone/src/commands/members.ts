/** `cspmexa members`: lets people in from outside: the first admin of an organisation, or one who has lost phone and recovery codes. */
import { inviteTo, listTenants, resetMfa, type ListedTenant } from '@cspmexa/auth';
import { InvitationInput, Role } from '@cspmexa/contracts';
import { AppError, systemClock } from '@cspmexa/platform';
import { z } from 'zod';
import { exitCode } from '../exit-code.js';
import { oneOf } from '../options.js';
import { UsageError } from '../usage.js';
import { commandLineActor, inInstallation, optionsOf, print } from './in-installation.js';
import { invitationDays } from './tenants.js';

const Common = z.object({
  email: InvitationInput.shape.email,
  tenant: z.string().min(1).optional(),
  output: oneOf(['table', 'json']).default('table'),
  data: z.string().min(1).optional(),
});
const InviteOptions = Common.extend({
  role: oneOf(Role.options).default('viewer'),
  language: InvitationInput.shape.language,
  days: invitationDays,
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

/** Takes a member's authenticator and recovery codes away and prints what has ended with them. @returns the exit code. */
export async function resetMemberMfa(given: unknown): Promise<number> {
  const { email, tenant, output, data } = optionsOf(Common, given);
  return inInstallation(data, async ({ auth, trail }) => {
    const { id, name } = chosen(await listTenants(auth), tenant);
    const work = { database: auth, trail, actor: commandLineActor(), clock: systemClock };
    const reset = await resetMfa(work, id, email).catch((error: unknown) => {
      throw error instanceof AppError && error.detail ? new Error(`${name}: ${error.detail}`, { cause: error }) : error;
    });
    if (output === 'json') print(JSON.stringify(reset, null, 2));
    else for (const line of saidOf(reset)) print(line);
    return exitCode.clean;
  });
}

const saidOf = ({ email, enrolled, locked, sessionsEnded }: Awaited<ReturnType<typeof resetMfa>>): string[] => [
  ...(enrolled ? [`The authenticator and the recovery codes of ${email} are gone.`] : []),
  ...(locked ? [`${email} may give codes again.`] : []),
  `${sessionsEnded} sessions have ended. ${email} was told by mail, and signs in again to set an authenticator up.`,
];

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
