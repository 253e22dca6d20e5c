/** Who we are, which regions there are, and the units that a scan is made of. */
import { DescribeRegionsCommand } from '@aws-sdk/client-ec2';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { AwsService, Scope } from '@cspmexa/contracts';
import type { Unknown } from '@cspmexa/resources';
import { unknown } from '@cspmexa/resources';
import type { Aws } from './aws.js';
import { failureOf, malformed } from './classify.js';
import { collectorsOf, type Plan } from './plan.js';
import type { Collector } from './collector.js';

export interface Identity {
  readonly accountId: string;
  readonly partition: string;
  readonly arn: string;
}

/** Whose credentials these are. @throws CallFailure with reason `credentials`, `denied`, `unreachable`… */
export async function identify(aws: Aws): Promise<Identity> {
  const action = 'sts:GetCallerIdentity';
  const { Account, Arn } = await aws.call(action, (options) =>
    aws.clients.sts().send(new GetCallerIdentityCommand({}), options),
  );
  const [, partition, , , accountId] = (Arn ?? '').split(':');
  if (!Account || !/^\d{12}$/.test(Account) || !partition || !Arn || accountId === undefined)
    throw malformed(action, 'The answer names no account.');
  return { accountId: Account, partition, arn: Arn };
}

/** Regions that every account has without asking for them. Used only when the account's own list cannot be read. */
export const defaultRegions: Readonly<Record<string, readonly string[]>> = {
  aws: [
    'us-east-1',
    'us-east-2',
    'us-west-1',
    'us-west-2',
    'ca-central-1',
    'sa-east-1',
    'eu-west-1',
    'eu-west-2',
    'eu-west-3',
    'eu-central-1',
    'eu-north-1',
    'ap-south-1',
    'ap-southeast-1',
    'ap-southeast-2',
    'ap-northeast-1',
    'ap-northeast-2',
    'ap-northeast-3',
  ],
  'aws-us-gov': ['us-gov-west-1', 'us-gov-east-1'],
  'aws-cn': ['cn-north-1', 'cn-northwest-1'],
  'aws-eusc': ['eusc-de-east-1'],
};

export interface Regions {
  readonly enabled: readonly string[];
  /** Asked for, but not enabled in this account or not existing. */
  readonly refused: readonly { readonly region: string; readonly unknown: Unknown }[];
  /** Set when the account's list could not be read and the defaults were taken. */
  readonly hole?: Unknown;
}

/** The regions that are enabled in the account, or those of `asked` that are. */
export async function findRegions(aws: Aws, partition: string, asked: readonly string[]): Promise<Regions> {
  const action = 'ec2:DescribeRegions';
  try {
    const { Regions: found } = await aws.call(action, (options) =>
      aws.clients.ec2(aws.clients.homeRegion).send(new DescribeRegionsCommand({ AllRegions: true }), options),
    );
    const statuses = new Map(
      found?.flatMap(({ RegionName, OptInStatus }) => (RegionName ? [[RegionName, OptInStatus] as const] : [])),
    );
    if (statuses.size === 0) throw malformed(action, 'The answer lacks its list.');
    const usable = (region: string): boolean => statuses.has(region) && statuses.get(region) !== 'not-opted-in';
    if (asked.length === 0) return { enabled: [...statuses.keys()].filter(usable).sort(), refused: [] };
    return {
      enabled: asked.filter(usable),
      refused: asked
        .filter((region) => !usable(region))
        .map((region) => ({
          region,
          unknown: unknown(
            'region-disabled',
            action,
            statuses.has(region) ? `${region} is not enabled in this account.` : `AWS knows no region ${region}.`,
          ),
        })),
    };
  } catch (thrown) {
    const { unknown: hole } = failureOf(action, thrown);
    if (hole.reason === 'malformed') aws.blind(hole);
    return { enabled: asked.length > 0 ? asked : (defaultRegions[partition] ?? []), refused: [], hole };
  }
}

/** One piece of a scan: a service in a region ('global' for services that are listed once). */
export interface UnitPlan {
  readonly service: AwsService;
  readonly region: string;
}

/** True when a scan needs to know the regions at all. */
export const needsRegions = (collectors: readonly Collector[], plan: Plan, services: readonly string[]): boolean =>
  services.some((service) =>
    collectorsOf(collectors, plan, service).some(({ collects }) => collects.scope === 'regional'),
  );

/**
 * The units of a scan: per service a global one if it has global kinds, and one per region if it has regional kinds.
 */
export function unitsOf(
  collectors: readonly Collector[],
  plan: Plan,
  scope: Scope,
  regions: readonly string[],
): UnitPlan[] {
  const services = [...new Set(collectors.map(({ collects }) => collects.service))].filter(
    (service) => scope.services.length === 0 || scope.services.includes(service),
  );
  return services.flatMap((service) => {
    const scopes = new Set(collectorsOf(collectors, plan, service).map(({ collects }) => collects.scope));
    return [
      ...(scopes.has('global') ? [{ service, region: 'global' }] : []),
      ...(scopes.has('regional') ? regions.map((region) => ({ service, region })) : []),
    ];
  });
}

/** The collectors of one unit. */
export const collectorsOfUnit = (
  collectors: readonly Collector[],
  plan: Plan,
  { service, region }: UnitPlan,
): Collector[] =>
  collectorsOf(collectors, plan, service).filter(
    ({ collects }) => (collects.scope === 'global') === (region === 'global'),
  );
