/** How AWS is reached for an account. The standalone process and tests give their own; the rest of the collector does not know the difference. */
import type { ClientSettings } from '@cspmexa/collector-kit';
import { fromNodeProviderChain } from '@aws-sdk/credential-providers';
import type { CollectorConfig } from '../config.js';
import type { AccountTarget } from './account-row.js';
import type { SandboxAccountFacts } from './first-account.js';

/** Injection token of the AwsAccess. */
export const AWS_ACCESS = Symbol('AwsAccess');

export interface AwsAccess {
  /** The pretend account that is held in memory; undefined where there is none. */
  readonly sandbox?: SandboxAccountFacts;
  /** Our own credentials and the way to AWS for an account, before any role is assumed. May throw; that reads as missing credentials. */
  ownSettings(
    account: Pick<AccountTarget, 'access' | 'endpointUrl' | 'sandbox'>,
  ): ClientSettings | Promise<ClientSettings>;
}

/** Where the first calls go in each partition. */
export const homeRegions: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-us-gov': 'us-gov-west-1',
  'aws-cn': 'cn-north-1',
  'aws-eusc': 'eusc-de-east-1',
};

/** The default provider chain of this process, or a profile of its configuration files. */
export function defaultAwsAccess(config: Pick<CollectorConfig, 'AWS_REGION' | 'AWS_ENDPOINT_URL'>): AwsAccess {
  // The chain caches what it finds: one per profile, so that a container's credentials are not asked for by each unit.
  const chains = new Map<string, ClientSettings['credentials']>();
  return {
    ownSettings({ access, endpointUrl, sandbox }) {
      if (sandbox) throw new Error('This process has no sandbox.');
      const profile = access.kind === 'default-chain' ? access.profile : undefined;
      const credentials = chains.get(profile ?? '') ?? fromNodeProviderChain(profile === undefined ? {} : { profile });
      chains.set(profile ?? '', credentials);
      const endpoint = endpointUrl ?? config.AWS_ENDPOINT_URL;
      return {
        credentials,
        homeRegion: homeRegionOf(access, config.AWS_REGION),
        ...(endpoint === undefined ? {} : { endpointUrl: endpoint }),
      };
    },
  };
}

/** The region of the process, unless a role lives in a partition that it is not in. */
export function homeRegionOf(access: AccountTarget['access'], configured: string | undefined): string {
  const partition = access.kind === 'role' ? (access.roleArn.split(':')[1] ?? 'aws') : undefined;
  if (partition === undefined) return configured ?? 'us-east-1';
  return configured !== undefined && partitionOf(configured) === partition
    ? configured
    : (homeRegions[partition] ?? 'us-east-1');
}

/** The partition that a region belongs to, told from its name. */
export const partitionOf = (region: string): string =>
  partitionsByPrefix.find(([prefix]) => region.startsWith(prefix))?.[1] ?? 'aws';

const partitionsByPrefix = [
  ['us-gov-', 'aws-us-gov'],
  ['cn-', 'aws-cn'],
  ['eusc-', 'aws-eusc'],
] as const;
