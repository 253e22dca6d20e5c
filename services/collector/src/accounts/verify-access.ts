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
import { costsAlone } from './costs-alone.js';
import { newExternalId } from './external-id.js';
import { opensToEveryone } from './trust-policy.js';

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

/**
 * The full check of a new or failing account: identity, then (for a role) the proofs that nobody else gets in. Never
 * throws for what AWS says.
 */
export async function verifyAccess(reach: Reach, account: AccountTarget, coverage?: Coverage): Promise<AccessCheck> {
  reach.sessions.forget(account);
  const found = await identifyAccount(reach, account, coverage);
  if ('refused' in found || account.access.kind !== 'role') return found;
  const { roleArn } = account.access;
  const assumer = await assumerNow(reach, account, coverage);
  if ('refused' in assumer) return assumer;
  return (
    (await openDoor(assumer, roleArn, undefined, coverage)) ??
    (await openDoor(assumer, roleArn, newExternalId(), coverage)) ??
    (await openToEveryone(brisk(await reach.sessions.settingsFor(account, coverage)), roleArn, coverage)) ??
    found
  );
}

/** The short check before each scan: whose credentials these are, and that it is still the same account. */
export async function identifyAccount(
  { sessions }: Reach,
  account: AccountTarget,
  coverage?: Coverage,
): Promise<AccessCheck> {
  try {
    const identity = await identifyWith(brisk(await sessions.settingsFor(account, coverage)), coverage);
    return mismatch(account, identity) ?? { identity };
  } catch (thrown) {
    return refusalOf(account, failureOf('sts:GetCallerIdentity', thrown));
  }
}

/**
 * Who assumes the role, with credentials at hand: if they were to fail later, a hub's refusal could be taken for the
 * role's.
 */
async function assumerNow(
  { sessions }: Reach,
  account: AccountTarget,
  coverage: Coverage | undefined,
): Promise<ClientSettings | AccessRefused> {
  try {
    const settings = brisk(await sessions.assumerOf(account, coverage));
    const { credentials } = settings;
    return { ...settings, credentials: typeof credentials === 'function' ? await credentials() : credentials };
  } catch (thrown) {
    return refusalOf(account, failureOf('sts:AssumeRole', thrown));
  }
}

/** A person may be waiting: two tries of a few seconds are enough to tell. */
const brisk = (settings: ClientSettings): ClientSettings => ({
  ...settings,
  maxAttempts: 2,
  timeoutMs: Math.min(settings.timeoutMs ?? 4_000, 4_000),
});

/** Whose credentials some settings hold. @throws CallFailure */
export async function identifyWith(settings: ClientSettings, coverage = new Coverage()): Promise<Identity> {
  const clients = new Clients(settings);
  try {
    return await identify(
      new Aws({
        clients,
        coverage,
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
  assumer: ClientSettings,
  roleArn: string,
  externalId: string | undefined,
  coverage: Coverage | undefined,
): Promise<AccessRefused | undefined> {
  const how = externalId === undefined ? 'without an ExternalId' : 'with another ExternalId';
  try {
    await costsAlone(coverage, (apart) => assumeRole(assumer, roleArn, externalId, apart));
    return { refused: 'role-open-without-external-id', detail: `The role could be assumed ${how}.`, again: false };
  } catch (thrown) {
    const { unknown } = failureOf('sts:AssumeRole', thrown);
    if (unknown.reason === 'denied') return undefined;
    const detail = `It could not be shown that the role is refused ${how}: ${unknown.detail}`;
    return { refused: 'role-not-assumable', detail, again: isPassing(unknown.reason) };
  }
}

/** A trust policy that names no principal leaves the ExternalId as the only lock, and that is no secret. */
async function openToEveryone(
  settings: ClientSettings,
  roleArn: string,
  coverage: Coverage | undefined,
): Promise<AccessRefused | undefined> {
  if (!(await costsAlone(coverage, (apart) => opensToEveryone(settings, roleArn, apart)))) return undefined;
  const detail =
    'The trust policy of the role lets in every AWS principal that learns its ExternalId ("Principal": "*"): name the one principal that the onboarding of this account shows.';
  return { refused: 'role-open-without-external-id', detail, again: false };
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
