/** Tries an account's credentials, and proves that its role cannot be assumed by who does not know its ExternalId. */
import type { ErrorCode } from '@cspmexa/contracts';
import {
  AccountLimits,
  Aws,
  CallFailure,
  Clients,
  Coverage,
  failureOf,
  identify,
  type ClientSettings,
  type Identity,
} from '@cspmexa/collector-kit';
import type { AccountTarget } from './account-row.js';
import { assumeRole, type RoleSessions } from './assume-role.js';
import type { AwsAccess } from './aws-access.js';
import { newExternalId } from './external-id.js';

/** Why an account cannot be read, as a code of the catalogue and a sentence. `again`: it may work in a moment. */
export interface AccessRefused {
  readonly refused: Extract<
    ErrorCode,
    'role-open-without-external-id' | 'role-not-assumable' | 'credentials-missing' | 'conflict'
  >;
  readonly detail: string;
  readonly again: boolean;
}

/** What a check found: whose account it is, or why it cannot be used. */
export type AccessCheck = { readonly identity: Identity } | AccessRefused;

/** Everything a check needs to reach AWS. */
export interface Reach {
  readonly awsAccess: AwsAccess;
  readonly sessions: RoleSessions;
}

/** The full check of a new or failing account: identity, then (for a role) the two proofs. Never throws for what AWS says. */
export async function verifyAccess(reach: Reach, account: AccountTarget): Promise<AccessCheck> {
  reach.sessions.forget(account);
  const found = await identifyAccount(reach, account);
  if ('refused' in found || account.access.kind !== 'role') return found;
  const { roleArn } = account.access;
  const own = brisk(await reach.awsAccess.ownSettings(account));
  return (await openDoor(own, roleArn, undefined)) ?? (await openDoor(own, roleArn, newExternalId())) ?? found;
}

/** The short check before each scan: whose credentials these are, and that it is still the same account. */
export async function identifyAccount({ sessions }: Reach, account: AccountTarget): Promise<AccessCheck> {
  try {
    const identity = await identifyWith(brisk(await sessions.settingsFor(account)));
    return mismatch(account, identity) ?? { identity };
  } catch (thrown) {
    return refusalOf(account, failureOf('sts:GetCallerIdentity', thrown));
  }
}

/** A person may be waiting: two tries of a few seconds are enough to tell. */
const brisk = (settings: ClientSettings): ClientSettings => ({
  ...settings,
  maxAttempts: 2,
  timeoutMs: Math.min(settings.timeoutMs ?? 4_000, 4_000),
});

/** Whose credentials some settings hold. @throws CallFailure */
export async function identifyWith(settings: ClientSettings): Promise<Identity> {
  const clients = new Clients(settings);
  try {
    return await identify(
      new Aws({
        clients,
        coverage: new Coverage(),
        limits: new AccountLimits(),
        service: 'sts',
        place: { partition: 'aws', accountId: '', region: 'global' },
        signal: AbortSignal.timeout(30_000),
      }),
    );
  } finally {
    clients.close();
  }
}

/** Tries the role with a wrong ExternalId or none. Undefined is good: it was refused. */
async function openDoor(
  own: ClientSettings,
  roleArn: string,
  externalId: string | undefined,
): Promise<AccessRefused | undefined> {
  const how = externalId === undefined ? 'without an ExternalId' : 'with another ExternalId';
  try {
    await assumeRole(own, roleArn, externalId);
    return { refused: 'role-open-without-external-id', detail: `The role could be assumed ${how}.`, again: false };
  } catch (thrown) {
    const { unknown } = failureOf('sts:AssumeRole', thrown);
    if (unknown.reason === 'denied') return undefined;
    const detail = `It could not be shown that the role is refused ${how}: ${unknown.detail}`;
    return { refused: 'role-not-assumable', detail, again: isPassing(unknown.reason) };
  }
}

/** An account is one AWS account for good, and a role answers for the account in its ARN. */
export function mismatch(
  { access, awsAccountId }: Pick<AccountTarget, 'access' | 'awsAccountId'>,
  { accountId }: Identity,
): AccessRefused | undefined {
  const expected = awsAccountId ?? (access.kind === 'role' ? (access.roleArn.split(':')[4] ?? null) : null);
  if (expected === null || expected === accountId) return undefined;
  return {
    refused: 'conflict',
    detail: `The credentials belong to the AWS account ${accountId}, not to ${expected}.`,
    again: false,
  };
}

function refusalOf({ access }: AccountTarget, { unknown, code }: CallFailure): AccessRefused {
  const isMissing = code === 'CredentialsProviderError' || access.kind === 'default-chain';
  return {
    refused: isMissing ? 'credentials-missing' : 'role-not-assumable',
    detail: unknown.detail,
    again: isPassing(unknown.reason),
  };
}

const isPassing = (reason: string): boolean => ['throttled', 'timed-out', 'unreachable'].includes(reason);
