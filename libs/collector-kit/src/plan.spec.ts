import { defineKind, Ec2Instance, Ec2SecurityGroup, IamRole, S3Account, S3Bucket } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { planFor, planForTargets, type Reader, type TargetPlan } from './plan.js';

const everyFacetOf = ({ facets }: { facets: object }): string[] => Object.keys(facets).sort();
const listed = (map: ReadonlyMap<string, ReadonlySet<string>>) =>
  Object.fromEntries([...map].map(([kind, names]) => [kind, [...names].sort()]));
const shown = ({ plan, only, beside }: TargetPlan) => ({
  plan: listed(plan),
  only: listed(only),
  beside: listed(beside),
});
const bucket = { kind: S3Bucket.kind, arn: 'arn:aws:s3:::reports' };

it('plans what the policies read, and nothing for those that are retired', () => {
  const plan = planFor([
    { on: S3Bucket, needs: ['acl'], reads: {} },
    { on: S3Bucket, needs: [], reads: { others: { kind: S3Bucket, needs: ['policy'] } } },
    { on: S3Bucket, needs: ['tags'], reads: {}, retired: 'replaced' },
  ]);
  expect(new Map(plan)).toEqual(new Map([[S3Bucket.kind, new Set(['acl', 'policy'])]]));
});

describe('a plan for some resources', () => {
  const policies: readonly Reader[] = [
    { on: S3Bucket, needs: ['acl'], reads: { accounts: { kind: S3Account, needs: ['publicAccessBlock'] } } },
    { on: IamRole, needs: ['trustPolicy'], reads: {} },
    { on: Ec2Instance, needs: ['network'], reads: { groups: { kind: Ec2SecurityGroup, needs: ['rules'] } } },
    { on: S3Bucket, needs: [], reads: { roles: { kind: IamRole, needs: [] } }, retired: 'replaced' },
  ];

  it('has their kinds with every facet, and what the policies on them read', () => {
    expect(shown(planForTargets(policies, [bucket]))).toEqual({
      plan: { [S3Bucket.kind]: everyFacetOf(S3Bucket), [S3Account.kind]: ['publicAccessBlock'] },
      only: { [S3Bucket.kind]: [bucket.arn] },
      beside: {},
    });
  });

  it('has the other resources of a kind that a policy on the targets also reads, with what it reads of them', () => {
    const group = { kind: Ec2SecurityGroup.kind, arn: 'arn:aws:ec2:sa-east-1:111122223333:security-group/sg-1' };
    const instance = { kind: Ec2Instance.kind, arn: 'arn:aws:ec2:sa-east-1:111122223333:instance/i-1' };
    expect(shown(planForTargets(policies, [group, instance, bucket]))).toEqual({
      plan: {
        [Ec2SecurityGroup.kind]: everyFacetOf(Ec2SecurityGroup),
        [Ec2Instance.kind]: everyFacetOf(Ec2Instance),
        [S3Bucket.kind]: everyFacetOf(S3Bucket),
        [S3Account.kind]: ['publicAccessBlock'],
      },
      only: {
        [Ec2SecurityGroup.kind]: [group.arn],
        [Ec2Instance.kind]: [instance.arn],
        [S3Bucket.kind]: [bucket.arn],
      },
      beside: { [Ec2SecurityGroup.kind]: ['rules'] },
    });
  });

  it('knows kinds that no policy is about, and leaves out those that nobody knows', () => {
    const unheard = { kind: 'aws.unheard.thing', arn: 'arn:aws:unheard:::x' };
    expect(shown(planForTargets([], [bucket, { ...bucket, arn: 'arn:aws:s3:::logs' }, unheard]))).toEqual({
      plan: { [S3Bucket.kind]: everyFacetOf(S3Bucket) },
      only: { [S3Bucket.kind]: ['arn:aws:s3:::logs', bucket.arn] },
      beside: {},
    });
  });

  it('takes a kind as the policy on it declares it', () => {
    const Own = defineKind({
      ...S3Bucket,
      kind: 'aws.own.thing',
      facets: { size: z.number() },
      example: { ...S3Bucket.example, facets: { size: 1 } },
    });
    const target = { kind: Own.kind, arn: 'arn:aws:s3:::own' };
    expect(shown(planForTargets([{ on: Own, needs: [], reads: {} }], [target])).plan).toEqual({ [Own.kind]: ['size'] });
  });
});
