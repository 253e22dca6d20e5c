/** What holds for the collectors as a whole. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { actionsOf, iamPolicyOf } from '@cspmexa/collector-kit';
import { kindList } from '@cspmexa/resources';
import { collectorList } from './index.js';

describe('the list of collectors', () => {
  it('has exactly one for every kind', () => {
    expect(collectorList.map(({ collects }) => collects.kind).sort()).toEqual(kindList.map(({ kind }) => kind).sort());
  });

  it('has a reader for every facet of every kind, and no other', () => {
    for (const { collects, facets } of collectorList)
      expect([collects.kind, Object.keys(facets).sort()]).toEqual([collects.kind, Object.keys(collects.facets).sort()]);
  });

  it('has one file for each', () => {
    const files = readdirSync(path.join(import.meta.dirname, 'aws')).filter((file) => /^[a-z0-9-]+\.ts$/.test(file));
    expect(files).toHaveLength(kindList.length);
  });
});

describe('the IAM policy that a customer grants', () => {
  const actions = actionsOf(collectorList);

  it('is the one that the collectors need, as checked in', () => {
    const checkedIn: unknown = JSON.parse(readFileSync(path.join(import.meta.dirname, '../iam-policy.json'), 'utf8'));
    expect(checkedIn).toEqual(iamPolicyOf(actions));
  });

  it('only reads', () => {
    // Makes AWS write a report about the account for the account; the service authorization reference calls it a read
    // as well.
    const exceptions = ['iam:GenerateCredentialReport'];
    const writing = actions.filter((action) => !/^[a-z0-9-]+:(Get|List|Describe)[A-Z]\w*$/.test(action));
    expect(writing).toEqual(exceptions);
  });

  it('reads the configuration alone, never what is stored', () => {
    const dataPlane =
      /^(s3:(GetObject|ListBucket$|GetObjectAcl)|dynamodb:|sqs:|kms:Decrypt|ssm:|secretsmanager:|ec2:Get(Console|PasswordData)|logs:|athena:|sts:(?!GetCallerIdentity))/;
    expect(actions.filter((action) => dataPlane.test(action))).toEqual([]);
  });

  it('has no wildcard, no action twice, and fits in one managed policy', () => {
    expect(actions.filter((action) => action.includes('*'))).toEqual([]);
    expect(new Set(actions).size).toBe(actions.length);
    expect(JSON.stringify(iamPolicyOf(actions)).length).toBeLessThan(6_144);
  });
});
