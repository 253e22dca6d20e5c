import { describe, expect, it } from '@jest/globals';
import { Ec2Instance, IamRole, unknown } from '@cspmexa/resources';
import { ScopedWorld } from './scoped-world.js';

const denied = unknown('denied', 'ec2:DescribeRegions', 'No.');

describe('a world with an end', () => {
  it.each([
    ['a service that is scanned', Ec2Instance, 'us-east-1', ['ec2'], [], undefined, undefined],
    ['a service that is not scanned', IamRole, undefined, ['ec2'], [], undefined, 'not-collected'],
    ['one region of those asked for', Ec2Instance, 'us-east-1', ['ec2'], ['us-east-1'], undefined, undefined],
    [
      'all regions when some were asked for',
      Ec2Instance,
      undefined,
      ['ec2'],
      ['us-east-1'],
      undefined,
      'not-collected',
    ],
    ['all regions when all were asked for', Ec2Instance, undefined, ['ec2'], [], undefined, undefined],
    ['all regions when their list is not known', Ec2Instance, undefined, ['ec2'], [], denied, 'denied'],
    [
      'a global kind when some regions were asked for',
      IamRole,
      undefined,
      ['iam'],
      ['us-east-1'],
      undefined,
      undefined,
    ],
  ] as const)('knows what it does not hold: %s', (_, kind, region, services, regions, hole, reason) => {
    expect(new ScopedWorld(services, regions, hole).listing(kind, region)?.reason).toBe(reason);
  });

  it('tells of a listing that failed before anything else', () => {
    const world = new ScopedWorld(['iam'], [], undefined);
    const place = { partition: 'aws', accountId: '111122223333', region: 'global' };
    world.addHole({ kind: IamRole.kind, place, unknown: unknown('throttled', 'iam:ListRoles', 'Slow down.') });
    expect(world.listing(IamRole)?.reason).toBe('throttled');
  });
});
