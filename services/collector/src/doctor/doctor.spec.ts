/** The permission doctor: what is missing, who is blind without it, and what helps. */
import type { CoverageRow, DeniedBy } from '@cspmexa/contracts';
import { actionsOf, planFor } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { findPolicy, policyList } from '@cspmexa/policies';
import { describe, expect, it } from '@jest/globals';
import { blindnessOf } from './blindness.js';
import { diagnose } from './diagnose.js';

const blindness = blindnessOf(collectorList, policyList);
const blindTo = (action: string): string[] => (blindness.get(action) ?? []).map(({ id }) => id);

const row = (changes: Partial<CoverageRow>): CoverageRow => ({
  service: 's3',
  region: 'us-east-1',
  action: 's3:GetBucketPolicy',
  outcome: 'denied',
  calls: 1,
  detail: 'AccessDenied: Access Denied',
  resources: [],
  deniedBy: null,
  ...changes,
});
const report = (...coverage: readonly CoverageRow[]) =>
  diagnose({ accountId: '0d0b4f8c-7c1e-4a45-9d0f-1a2b3c4d5e6f', scannedAt: new Date(0), coverage, blindness });

describe('the policies that are blind', () => {
  it('without the action of a facet are those that read the facet', () => {
    expect(blindTo('s3:GetBucketPolicy')).toContain('aws-s3-bucket-denies-http');
    expect(blindTo('s3:GetBucketVersioning')).not.toContain('aws-s3-bucket-denies-http');
  });

  it('without the action of a listing are all that judge the kind', () => {
    const buckets = policyList.filter(({ on, retired }) => on.kind === 'S3Bucket' && !retired).map(({ id }) => id);
    const onBuckets =
      buckets.length > 0 ? buckets : policyList.filter(({ id }) => id.startsWith('aws-s3-bucket-')).map(({ id }) => id);
    expect(onBuckets.length).toBeGreaterThan(3);
    for (const id of onBuckets) expect(blindTo('s3:ListAllMyBuckets')).toContain(id);
  });

  it('are those too that only read the kind beside another', () => {
    const policy = policyList.find(({ reads, retired }) => !retired && Object.keys(reads).length > 0);
    const [read] = Object.values(policy?.reads ?? {});
    const collector = collectorList.find(({ collects }) => collects.kind === read?.kind.kind);
    expect(blindTo(collector?.list.actions[0] ?? '')).toContain(policy?.id);
  });

  it('are found for every action that a policy makes us ask, and for no other', () => {
    const always = ['ec2:DescribeRegions', 'sts:GetCallerIdentity'];
    const asked = actionsOf(collectorList, planFor(policyList)).filter((action) => !always.includes(action));
    expect([...blindness.keys()].sort()).toEqual(asked);
    for (const ids of blindness.values()) expect(ids.every(({ id, retired }) => findPolicy(id) && !retired)).toBe(true);
  });
});

describe('A03 the missing permission', () => {
  it('is named with its regions, what AWS said, and the statement that grants it', () => {
    const { missing, statement, advice, others, policies, scannedAt } = report(
      row({ region: 'sa-east-1', calls: 2 }),
      row({ region: 'eu-west-1', deniedBy: null }),
      row({ action: 'ec2:DescribeVpcs', service: 'ec2', deniedBy: 'identity-policy' }),
      row({ outcome: 'ok', region: 'us-east-1' }),
    );
    expect(missing).toEqual([
      {
        ...{ action: 'ec2:DescribeVpcs', regions: ['us-east-1'], deniedBy: 'identity-policy', calls: 1 },
        ...{ detail: 'AccessDenied: Access Denied', policies: blindTo('ec2:DescribeVpcs') },
      },
      {
        ...{ action: 's3:GetBucketPolicy', regions: ['eu-west-1', 'sa-east-1'], deniedBy: null, calls: 3 },
        ...{ detail: 'AccessDenied: Access Denied', policies: blindTo('s3:GetBucketPolicy') },
      },
    ]);
    expect(statement).toEqual({
      ...{ Sid: 'CspmexaMissing', Effect: 'Allow', Action: ['ec2:DescribeVpcs', 's3:GetBucketPolicy'], Resource: '*' },
    });
    expect([advice, others]).toEqual([[], []]);
    expect(policies.map(({ severity }) => severity)[0]).toMatch(/critical|high/);
    expect(policies.find(({ policyId }) => policyId === 'aws-s3-bucket-denies-http')?.actions).toEqual([
      's3:GetBucketPolicy',
    ]);
    expect(scannedAt).toBe('1970-01-01T00:00:00.000Z');
  });

  it.each<[DeniedBy, string, string]>([
    ['service-control-policy', 'SCP', 'SCP'],
    ['resource-control-policy', 'RCP', 'RCP'],
    ['permissions-boundary', 'permissions boundary', 'limite de permissões'],
    ['session-policy', 'session policy', 'política de sessão'],
    ['vpc-endpoint-policy', 'VPC endpoint', 'VPC endpoint'],
    ['resource-policy', 'policy of the resource', 'política do próprio recurso'],
  ])('that a %s refuses is not granted by a statement, and who has to change what is said', (deniedBy, en, pt) => {
    const { statement, advice, missing } = report(row({ deniedBy }), row({ deniedBy, region: 'sa-east-1' }));
    expect(statement).toBeNull();
    expect(missing).toHaveLength(1);
    expect(advice).toHaveLength(1);
    for (const [text, words] of [
      [advice[0]?.en, en],
      [advice[0]?.pt, pt],
    ]) {
      expect(text).toContain(words);
      expect(text).toContain('s3:GetBucketPolicy (sa-east-1, us-east-1)');
    }
  });

  it('is told apart by who refuses it', () => {
    const { missing, statement, advice } = report(
      row({}),
      row({ region: 'sa-east-1', deniedBy: 'service-control-policy' }),
    );
    expect(missing.map(({ regions, deniedBy }) => [regions, deniedBy])).toEqual([
      [['us-east-1'], null],
      [['sa-east-1'], 'service-control-policy'],
    ]);
    expect(statement).toMatchObject({ Action: ['s3:GetBucketPolicy'] });
    expect(advice).toHaveLength(1);
  });

  it('is not a hole that no permission fills', () => {
    const outcomes = ['throttled', 'region-disabled', 'not-enabled', 'timed-out', 'malformed'] as const;
    const holes = outcomes.map((outcome) => row({ outcome }));
    expect(report(...holes)).toMatchObject({ missing: [], statement: null, advice: [], others: holes, policies: [] });
  });

  it('is not the right to assume the role, which its trust policy gives', () => {
    const refused = row({ service: 'sts', action: 'sts:AssumeRole', region: 'global' });
    const { missing, statement, advice, others } = report(refused);
    expect([missing, statement, others]).toEqual([[], null, [refused]]);
    expect(advice[0]?.en).toContain('trust policy');
  });

  it('is nothing where everything was seen, and before the first scan', () => {
    expect(report(row({ outcome: 'ok' }))).toMatchObject({
      missing: [],
      statement: null,
      advice: [],
      others: [],
      policies: [],
    });
    expect(diagnose({ accountId: 'x', scannedAt: null, coverage: [], blindness }).scannedAt).toBeNull();
  });
});
