import { describe, expect, it } from '@jest/globals';
import { kindList, known, resourceOf } from '@cspmexa/resources';
import { kindOfArn } from './kind-of-arn.js';

const accountId = '111122223333';

describe('the kind of an ARN', () => {
  it.each(kindList.map((kind) => [kind.kind, kind] as const))(
    '%s is found by the ARN of its example',
    (_name, kind) => {
      const region = kind.scope === 'global' ? 'global' : 'sa-east-1';
      const base = kind.base.parse(kind.example.base);
      const facets = Object.fromEntries(
        Object.entries(kind.example.facets).map(([name, value]) => [name, known(value)]),
      );
      const { arn } = resourceOf(kind, { partition: 'aws', accountId, region }, base, facets);
      const found = kindOfArn(kindList, arn);
      // The account's settings of S3 and of IAM share an ARN.
      expect(found?.kind).toBe(kind.kind === 'aws.s3.account' ? 'aws.iam.account' : kind.kind);
      expect([null, accountId]).toContain(found?.accountId);
    },
  );

  it.each([
    ['arn:aws:s3:::example-reports', { kind: 'aws.s3.bucket', region: 'global', accountId: null }],
    ['arn:aws-cn:s3:::my.bucket', { kind: 'aws.s3.bucket', region: 'global', accountId: null }],
    ['arn:aws:s3:::example-reports/secret.txt', undefined],
    [
      'arn:aws:s3:sa-east-1:111122223333:accesspoint/reports',
      { kind: 'aws.s3.access-point', region: 'sa-east-1', accountId },
    ],
    [
      'arn:aws:s3::111122223333:accesspoint/alias.mrap',
      { kind: 'aws.s3.multi-region-access-point', region: 'global', accountId },
    ],
    ['arn:aws:iam::111122223333:role/aws-service-role/x/Role', { kind: 'aws.iam.role', region: 'global', accountId }],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', { kind: 'aws.iam.policy', region: 'global', accountId: null }],
    [
      'arn:aws:ec2:eu-west-1:111122223333:vpc-endpoint/vpce-1',
      { kind: 'aws.vpc.endpoint', region: 'eu-west-1', accountId },
    ],
    ['arn:aws:ec2:eu-west-1::snapshot/snap-1', { kind: 'aws.ec2.snapshot', region: 'eu-west-1', accountId: null }],
    ['arn:aws:ec2:eu-west-1:111122223333:account', { kind: 'aws.ec2.region', region: 'eu-west-1', accountId }],
    ['arn:aws:lambda:eu-west-1:111122223333:function:f', undefined],
    ['arn:aws:ec2:eu-west-1:111122223333:instance/', undefined],
    ['arn:aws:ec2:eu-west-1:12:instance/i-1', undefined],
    ['i-0123456789', undefined],
    ['', undefined],
  ])('of %s', (arn, found) => {
    expect(kindOfArn(kindList, arn)).toEqual(found);
  });
});
