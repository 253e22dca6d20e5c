/** Whether the resources that a scan is asked to look at are ones that we collect, of this account, and in its scope. Pure. */
import type { Scope } from '@cspmexa/contracts';
import type { AnyKind } from '@cspmexa/resources';
import type { AccountTarget } from '../accounts/account-row.js';
import { resourceOfArn, type NamedResource } from './named-resource.js';

/** What a resource has to belong to. */
export type Owner = Pick<AccountTarget, 'access' | 'awsAccountId'> & { readonly scope: Scope };

export interface CheckedTargets {
  /** ARNs of those that may be looked at. */
  readonly targets: readonly string[];
  /** Why the others may not. */
  readonly problems: readonly { readonly pointer: string; readonly message: string }[];
}

export function checkTargets(arns: readonly string[], owner: Owner, kinds: readonly AnyKind[]): CheckedTargets {
  const targets: string[] = [];
  const problems: { pointer: string; message: string }[] = [];
  for (const [at, arn] of arns.entries()) {
    const resource = resourceOfArn(kinds, arn);
    const message = resource ? problemOf(resource, owner) : unknownArn(arn);
    if (message === undefined) targets.push(arn);
    else problems.push({ pointer: `/body/scope/resources/${at}`, message });
  }
  return { targets, problems };
}

const unknownArn = (arn: string): string =>
  /^arn:[a-z-]+:[\w-]+:[\w-]*:\w*:.+$/s.test(arn)
    ? 'Resources of this kind are not collected.'
    : 'This is not an ARN, for example arn:aws:s3:::my-bucket.';

function problemOf(
  { accountId, kinds, region }: NamedResource,
  { access, awsAccountId, scope }: Owner,
): string | undefined {
  const own = awsAccountId ?? (access.kind === 'role' ? (access.roleArn.split(':')[4] ?? null) : null);
  if (accountId !== null && own !== null && accountId !== own)
    return `It belongs to the AWS account ${accountId}, not to ${own}.`;
  const isIn = kinds.some(({ service }) => scope.services.length === 0 || scope.services.includes(service));
  if (!isIn) return `The scope of the account does not include ${kinds[0].service}.`;
  if (region !== 'global' && scope.regions.length > 0 && !scope.regions.includes(region))
    return `The scope of the account does not include ${region}.`;
  return undefined;
}
