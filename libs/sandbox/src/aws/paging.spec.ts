/** The SDK's own paginators must see every item of every listing exactly once, whatever the page size. */
import { AccessAnalyzerClient, paginateListAnalyzers } from '@aws-sdk/client-accessanalyzer';
import * as ec2 from '@aws-sdk/client-ec2';
import * as iam from '@aws-sdk/client-iam';
import * as s3 from '@aws-sdk/client-s3';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { sandboxRequestHandler, syntheticAccount, type SandboxAccount } from './index.js';

let account: SandboxAccount;
let config: { region: string; credentials: { accessKeyId: string; secretAccessKey: string } } & Record<string, unknown>;

beforeEach(() => {
  account = syntheticAccount({ resources: 400, now: () => new Date('2026-11-21T12:00:00Z'), regions: ['us-east-1'] });
  account.state.settings.maxPageSize = 7;
  config = {
    region: 'us-east-1',
    credentials: { accessKeyId: 'x', secretAccessKey: 'y' },
    maxAttempts: 1,
    requestHandler: sandboxRequestHandler(account),
  };
});

async function collect<Page, Item>(pages: AsyncIterable<Page>, items: (page: Page) => Item[] | undefined) {
  const all: Item[] = [];
  let count = 0;
  for await (const page of pages) {
    count += 1;
    all.push(...(items(page) ?? []));
  }
  return { all, count };
}

describe('every page', () => {
  it('of instances, security groups and volumes', async () => {
    const client = new ec2.EC2Client(config);
    const region = account.state.ec2.get('us-east-1');
    const instances = await collect(ec2.paginateDescribeInstances({ client }, {}), (page) =>
      page.Reservations?.flatMap((reservation) => reservation.Instances ?? []),
    );
    expect(new Set(instances.all.map((each) => each.InstanceId)).size).toBe(region?.instances.size);
    expect(instances.count).toBe(Math.ceil((region?.instances.size ?? 0) / 7));
    const groups = await collect(ec2.paginateDescribeSecurityGroups({ client }, {}), (page) => page.SecurityGroups);
    expect(groups.all).toHaveLength(region?.securityGroups.size ?? 0);
    const volumes = await collect(
      ec2.paginateDescribeVolumes({ client, pageSize: 5 }, { Filters: [{ Name: 'encrypted', Values: ['false'] }] }),
      (page) => page.Volumes,
    );
    const unencrypted = [...(region?.volumes.values() ?? [])].filter((volume) => volume.Encrypted === false);
    expect(volumes.all).toHaveLength(unencrypted.length);
    expect(volumes.count).toBe(Math.ceil(unencrypted.length / 5));
  });

  it('of users, roles, policies and the authorization details', async () => {
    const client = new iam.IAMClient(config);
    const { users, roles, policies } = account.state.iam;
    const listed = await collect(iam.paginateListUsers({ client }, {}), (page) => page.Users);
    expect(new Set(listed.all.map((user) => user.UserName)).size).toBe(users.size);
    const details = await collect(iam.paginateGetAccountAuthorizationDetails({ client }, {}), (page) => [
      ...(page.UserDetailList ?? []).map((each) => each.Arn),
      ...(page.RoleDetailList ?? []).map((each) => each.Arn),
      ...(page.Policies ?? []).map((each) => each.Arn),
    ]);
    const local = [...policies.keys()].filter((arn) => !arn.includes(':aws:policy/'));
    expect(new Set(details.all).size).toBe(details.all.length);
    expect(details.all).toEqual(expect.arrayContaining(local));
    // The one AWS policy that is attached comes too; the others do not.
    expect(details.all).toHaveLength(users.size + roles.size + local.length + 1);
  });

  it('of buckets, when a page size is asked for', async () => {
    const client = new s3.S3Client(config);
    const { all, count } = await collect(s3.paginateListBuckets({ client, pageSize: 6 }, {}), (page) => page.Buckets);
    expect(all).toHaveLength(account.state.s3.buckets.size);
    expect(count).toBe(Math.ceil(account.state.s3.buckets.size / 6));
    expect(all.every((bucket) => bucket.BucketRegion === 'us-east-1')).toBe(true);
    const whole = await client.send(new s3.ListBucketsCommand({}));
    expect(whole.Buckets).toHaveLength(account.state.s3.buckets.size);
    expect(whole.Buckets?.[0]).not.toHaveProperty('BucketRegion');
  });

  it('of analyzers', async () => {
    account.state.settings.maxPageSize = 1;
    const analyzer = { type: 'ACCOUNT', status: 'ACTIVE', createdAt: new Date(0) } as const;
    const named = (name: string) => ({
      ...analyzer,
      name,
      arn: `arn:aws:access-analyzer:us-east-1:1:analyzer/${name}`,
    });
    account.state.analyzers.set('us-east-1', [named('a'), named('b'), named('c')]);
    const client = new AccessAnalyzerClient(config);
    const { all, count } = await collect(paginateListAnalyzers({ client }, {}), (page) => page.analyzers);
    expect(all.map((each) => each.name)).toEqual(['a', 'b', 'c']);
    expect(count).toBe(3);
  });
});

describe('what a listing refuses', () => {
  it.each([
    ['a token it never gave', { NextToken: 'nonsense' }, 'InvalidParameterValue'],
    ['a page that is too small', { MaxResults: 4 }, 'InvalidParameterValue'],
    ['a page that is too large', { MaxResults: 1001 }, 'InvalidParameterValue'],
    ['a filter that does not exist', { Filters: [{ Name: 'colour', Values: ['red'] }] }, 'InvalidParameterValue'],
    ['an id that does not exist', { InstanceIds: ['i-00000000000000000'] }, 'InvalidInstanceID.NotFound'],
    ['ids together with a page size', { InstanceIds: ['i-0'], MaxResults: 5 }, 'InvalidParameterCombination'],
  ])('%s', async (_, input, name) => {
    const client = new ec2.EC2Client(config);
    await expect(client.send(new ec2.DescribeInstancesCommand(input))).rejects.toMatchObject({
      name,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it('a marker of IAM that it never gave', async () => {
    const client = new iam.IAMClient(config);
    await expect(client.send(new iam.ListUsersCommand({ Marker: 'nonsense' }))).rejects.toMatchObject({
      name: 'ValidationError',
    });
  });
});
