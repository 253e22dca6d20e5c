/** The messages of several scans of one account, for tests of what their order does. */
import type { ScanScope, ScanState, Severity } from '@cspmexa/contracts';
import type { Resource } from '@cspmexa/resources';
import type { UnitGiven } from './engine-under-test.js';
import { bucket, buckets, group, network, networkInterface } from './sample-units.js';

/** What an account looked like when a scan came by. A bucket or a port that is left out is not there. */
export interface World {
  readonly buckets: Readonly<Record<string, 'Enabled' | 'Never' | 'Suspended'>>;
  readonly ports: readonly (number | null)[];
  readonly isUsed: boolean;
}

export type ScenarioMessage =
  | { readonly kind: 'unit'; readonly generation: number; readonly unit: UnitGiven; readonly name: string }
  | { readonly kind: 'failed'; readonly generation: number; readonly place: { service: 'ec2'; region: string } }
  | {
      readonly kind: 'scan';
      readonly generation: number;
      readonly state: ScanState;
      readonly scope: Partial<ScanScope>;
      readonly units: readonly string[];
    };

const region = 'us-east-1';
export const bucketNames = ['a', 'b', 'c'] as const;

const bucketsOf = (world: World): UnitGiven =>
  buckets(Object.entries(world.buckets).map(([name, versioning]) => bucket(name, versioning)));
const networkOf = ({ ports, isUsed }: World): UnitGiven => {
  // Groups are called as buckets are, so that policies that read across units have something to say.
  const resources: Resource[] = [group('sg-1', region, ...ports), group('a', region)];
  return network(region, isUsed ? [...resources, networkInterface('eni-1', region, 'sg-1')] : resources);
};

/**
 * Six scans, in the order in which they were made: two of everything; one for the policies of medium severity; one of everything that was
 * cancelled, resumed, ended with a failed unit, and was resumed again; one of bucket `b` alone; one for the policies of high severity.
 */
export function scenarioOf(worlds: readonly [World, World, World, World, World, World]): ScenarioMessage[] {
  const [first, second, third, fourth, fifth, sixth] = worlds;
  const whole = (generation: number, world: World): ScenarioMessage[] => [
    { kind: 'unit', generation, name: `s3-${generation}`, unit: bucketsOf(world) },
    { kind: 'unit', generation, name: `ec2-${generation}`, unit: networkOf(world) },
  ];
  const ended = (
    generation: number,
    units: readonly string[],
    scope: Partial<ScanScope> = {},
    state: ScanState = 'complete',
  ): ScenarioMessage => ({
    kind: 'scan',
    generation,
    units: units.map((unit) => `${unit}-${generation}`),
    scope,
    state,
  });
  const tier = (generation: number, name: string, unit: UnitGiven, severity: Severity): ScenarioMessage[] => [
    { kind: 'unit', generation, name: `${name}-${generation}`, unit: { ...unit, severities: [severity] } },
    ended(generation, [name], { severities: [severity] }),
  ];
  const target = bucket('b', 'Enabled').arn;
  const [fourthBuckets, fourthNetwork] = whole(4, fourth);
  return [
    ...whole(1, first),
    ended(1, ['s3', 'ec2']),
    ...whole(2, second),
    ended(2, ['s3', 'ec2']),
    ...tier(3, 's3', bucketsOf(third), 'medium'),
    ...(fourthBuckets ? [fourthBuckets] : []),
    ended(4, ['s3'], {}, 'cancelled'),
    { kind: 'failed', generation: 4, place: { service: 'ec2', region } },
    ended(4, ['s3'], {}, 'partial'),
    ...(fourthNetwork ? [fourthNetwork] : []),
    ended(4, ['s3', 'ec2']),
    { kind: 'unit', generation: 5, name: 's3-5', unit: { ...bucketsOf(fifth), targets: [target] } },
    ended(5, ['s3'], { resources: [target] }),
    ...tier(6, 'ec2', networkOf(sixth), 'high'),
  ];
}
