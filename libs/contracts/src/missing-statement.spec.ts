import { expect, it } from '@jest/globals';
import { missingStatement } from './missing-statement.js';
import type { CoverageRow } from './nouns/index.js';

const row = (
  action: string,
  outcome: CoverageRow['outcome'],
  deniedBy: CoverageRow['deniedBy'] = null,
): CoverageRow => ({
  ...{ service: 's3', region: 'global', action, outcome, calls: 1, detail: null, resources: [], deniedBy },
});

it('grants each action that was denied, once and in order', () => {
  expect(
    missingStatement([
      row('s3:GetBucketPolicy', 'denied'),
      row('s3:GetBucketAcl', 'denied', 'identity-policy'),
      row('s3:GetBucketPolicy', 'denied'),
      row('s3:ListAllMyBuckets', 'ok'),
      row('ec2:DescribeImages', 'throttled'),
    ]),
  ).toEqual({
    Sid: 'CspmexaMissing',
    Effect: 'Allow',
    Action: ['s3:GetBucketAcl', 's3:GetBucketPolicy'],
    Resource: '*',
  });
});

it.each([
  ['nothing was denied', [row('s3:ListAllMyBuckets', 'ok')]],
  ['the role could not be assumed', [row('sts:AssumeRole', 'denied')]],
  ['an organization forbids it, which no grant changes', [row('s3:GetBucketAcl', 'denied', 'service-control-policy')]],
])('is none where %s', (_, rows) => {
  expect(missingStatement(rows)).toBeNull();
});
