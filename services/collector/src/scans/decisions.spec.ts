/** What a scan covers, and how it ends. */
import { ScanScope } from '@cspmexa/contracts';
import { Ec2Instance, S3AccessPoint, S3Bucket } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { outcomeOf } from './outcome.js';
import { narrow, overlaps, servicesOf } from './scope.js';

const all = { services: [], regions: [] };
const services = servicesOf([S3AccessPoint, S3Bucket, Ec2Instance].map((collects) => ({ collects })));

describe('the scope of a scan', () => {
  it.each([
    ['everything of everything', all, all, { scope: all, missed: 0, nothing: false }],
    [
      'what is asked for, once',
      all,
      { services: ['s3', 's3'], regions: [] },
      { scope: { services: ['s3'], regions: [] }, missed: 0, nothing: false },
    ],
    [
      "the account's own, when nothing is asked for",
      { services: ['s3'], regions: ['us-east-1'] },
      all,
      { scope: { services: ['s3'], regions: ['us-east-1'] }, missed: 0, nothing: false },
    ],
    [
      'what both have',
      { services: ['s3'], regions: [] },
      { services: ['s3', 'ec2'], regions: [] },
      { scope: { services: ['s3'], regions: [] }, missed: 1, nothing: false },
    ],
    [
      'nothing, and not everything, when both share nothing',
      { services: ['s3'], regions: [] },
      { services: ['ec2'], regions: [] },
      { scope: all, missed: 1, nothing: true },
    ],
  ] as const)('is %s', (_, account, asked, expected) => {
    const copy = (scope: { services: readonly ('s3' | 'ec2')[]; regions: readonly string[] }) => ({
      services: [...scope.services],
      regions: [...scope.regions],
    });
    const { missed, ...rest } = narrow(copy(account), copy(asked));
    expect({ ...rest, missed: missed.length }).toEqual(expected);
  });

  it.each([
    ['two whole scans', all, all, true],
    ['other services', { ...all, services: ['s3'] }, { ...all, services: ['ec2'] }, false],
    [
      'a regional service in other regions',
      { services: ['ec2'], regions: ['eu-west-1'] },
      { services: ['ec2'], regions: ['eu-west-2'] },
      false,
    ],
    [
      'a regional service in a shared region',
      { services: ['ec2'], regions: ['eu-west-1', 'eu-west-2'] },
      { services: ['ec2'], regions: ['eu-west-2'] },
      true,
    ],
    [
      'a global service, whatever the regions',
      { services: ['s3'], regions: ['eu-west-1'] },
      { services: [], regions: ['eu-west-2'] },
      true,
    ],
    ['the same place for other severities', { severities: ['critical'] }, { severities: ['low'] }, true],
    ['a resource, and the place that it is in', { resources: ['arn:a'] }, all, false],
    ['a resource that both name', { resources: ['arn:a', 'arn:b'] }, { resources: ['arn:b'] }, true],
    ['other resources', { resources: ['arn:a'] }, { resources: ['arn:b'] }, false],
    ['all regions and one', { services: ['ec2'], regions: [] }, { services: ['ec2'], regions: ['eu-west-2'] }, true],
  ] as const)('overlaps or not: %s', (_, one, other, expected) => {
    const scopeOf = (scope: object) => ScanScope.parse(scope);
    expect(overlaps(scopeOf(one), scopeOf(other), services)).toBe(expected);
    expect(overlaps(scopeOf(other), scopeOf(one), services)).toBe(expected);
  });

  it('knows which services have kinds outside the regions', () => {
    expect(services.map(({ name, hasGlobal, kinds }) => [name, hasGlobal, kinds.length])).toEqual([
      ['s3', true, 2],
      ['ec2', false, 1],
    ]);
  });
});

describe('a scan', () => {
  it.each([
    ['goes on while units are to come', { unitsTotal: 3, unitsDone: 1, unitsFailed: 1, holes: 0 }, undefined],
    [
      'is complete when all units are done without a hole',
      { unitsTotal: 2, unitsDone: 2, unitsFailed: 0, holes: 0 },
      'complete',
    ],
    ['is partial with a hole', { unitsTotal: 2, unitsDone: 2, unitsFailed: 0, holes: 1 }, 'partial'],
    ['is partial when a unit failed', { unitsTotal: 2, unitsDone: 1, unitsFailed: 1, holes: 1 }, 'partial'],
    ['has failed when all units failed', { unitsTotal: 2, unitsDone: 0, unitsFailed: 2, holes: 2 }, 'failed'],
    [
      'has failed when there was nothing to look at',
      { unitsTotal: 0, unitsDone: 0, unitsFailed: 0, holes: 0 },
      'failed',
    ],
  ])('%s', (_, tally, expected) => {
    expect(outcomeOf(tally)).toBe(expected);
  });
});
