/** Scans of a part of an account: what the policies of some severities need, and named resources alone. */
import { scanCollected, unitCollected, type Account } from '@cspmexa/contracts';
import { readSnapshot } from '@cspmexa/resources';
import { realisticAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { addSandboxAccount } from '../index.js';

const aws = realisticAccount();
let collector: CollectorUnderTest;
let account: Account;
let wholeCalls = 0;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws));
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
  await collector.api.changeAccount({
    params: { accountId: account.id },
    body: { scope: { services: [], regions: ['us-east-1', 'sa-east-1'] } },
  });
  wholeCalls = (await scan({})).counts.calls;
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => aws.faults.clear());

const start = (scope: object) => collector.api.startScan({ body: { accountId: account.id, scope } });
const scan = async (scope: object) => collector.ended((await start(scope)).id);
const onTenant = <T>(work: Parameters<typeof collector.database.withTenant<T>>[1]) =>
  collector.database.withTenant(collector.tenantId, work);
const rows = () =>
  onTenant((tx) =>
    tx.resource.findMany({
      where: { tenantId: collector.tenantId },
      orderBy: { id: 'asc' },
      omit: { generation: true },
    }),
  );
const coverage = () =>
  onTenant((tx) =>
    tx.accountCoverage.findMany({
      where: { tenantId: collector.tenantId },
      orderBy: [{ unitService: 'asc' }, { unitRegion: 'asc' }, { action: 'asc' }, { outcome: 'asc' }],
    }),
  );
const live = async () => (await rows()).filter(({ deletedAt }) => deletedAt === null).map(({ arn }) => arn);
const bucketArn = (at: number) => `arn:aws:s3:::${[...aws.state.s3.buckets.keys()][at] ?? ''}`;
const collectedIn = (scanId: string) =>
  collector.events
    .filter(({ type }) => type === unitCollected.name)
    .map(({ data }) => unitCollected.payload.parse(data))
    .filter((unit) => unit.scanId === scanId);
async function snapshotOf(key: string) {
  const { header, resources } = await readSnapshot(await collector.snapshots.get(key));
  const found = [];
  for await (const resource of resources) found.push(resource);
  return { header, resources: found };
}

describe('a scan for the policies of one severity', () => {
  it('asks for less, says so in its snapshots, and leaves the inventory as it is', async () => {
    const before = await rows();
    const ended = await scan({ severities: ['critical'] });
    expect(ended).toMatchObject({ state: 'complete', scope: { severities: ['critical'], resources: [] } });
    expect(ended.counts.calls).toBeLessThan(wholeCalls * 0.8);
    expect(await rows()).toEqual(before);
    const [unit] = collectedIn(ended.id);
    const { header } = await snapshotOf(unit?.snapshot.key ?? '');
    expect(header).toMatchObject({ severities: ['critical'], resources: [] });
  }, 60_000);

  it('marks what is gone, because it lists everything that it looks at', async () => {
    const [name = ''] = [...aws.state.s3.buckets.keys()];
    const bucket = aws.state.s3.buckets.get(name);
    const before = await live();
    aws.state.s3.buckets.delete(name);
    await scan({ severities: ['critical', 'high'], services: ['s3'] });
    expect(before.filter((arn) => arn !== `arn:aws:s3:::${name}`)).toEqual(await live());
    if (bucket) aws.state.s3.buckets.set(name, bucket);
    await scan({ services: ['s3'] });
    expect(await live()).toEqual(before);
  }, 60_000);

  it('merges its coverage into what is known, and forgets nothing of it', async () => {
    const before = await coverage();
    aws.faults.add({ service: 's3', action: 'GetPublicAccessBlock', kind: 'AccessDenied' });
    await scan({ severities: ['critical', 'high'], services: ['s3'] });
    const after = await coverage();
    const actions = (all: typeof after) =>
      new Set(all.map(({ unitService, unitRegion, action }) => `${unitService}/${unitRegion}/${action}`));
    expect(actions(after)).toEqual(actions(before));
    expect(after).toContainEqual(
      expect.objectContaining({ action: 's3:GetBucketPublicAccessBlock', outcome: 'denied' }),
    );
    aws.faults.clear();
    await scan({ services: ['s3'] });
  }, 60_000);
});

describe('a scan of named resources', () => {
  it('is over within seconds, reads these with all facets, and changes nothing else', async () => {
    const [arn, other] = [bucketArn(0), bucketArn(1)];
    const before = await rows();
    for (const bucket of [arn, other]) {
      const state = aws.state.s3.buckets.get(bucket.split(':::')[1] ?? '');
      if (state) state.configuration.tags = [{ Key: 'changed', Value: 'yes' }];
    }
    const began = performance.now();
    const ended = await scan({ resources: [arn] });
    expect(performance.now() - began).toBeLessThan(5_000);
    expect(ended).toMatchObject({ state: 'complete', scope: { resources: [arn], services: [], regions: [] } });
    expect(ended.counts.calls).toBeLessThan(wholeCalls / 3);
    const after = await rows();
    const changed = after.filter((row, at) => row.contentHash.toString() !== before[at]?.contentHash.toString());
    expect(changed.map((row) => row.arn)).toEqual([arn]);
    const units = collectedIn(ended.id);
    const snapshots = await Promise.all(units.map(({ snapshot }) => snapshotOf(snapshot.key)));
    expect(snapshots.every(({ header }) => header.resources.length === 1 && header.resources[0] === arn)).toBe(true);
    const found = snapshots.flatMap(({ resources }) => resources).find((resource) => resource.arn === arn);
    expect(Object.keys(found?.facets ?? {}).length).toBeGreaterThan(10);
    await scan({});
  }, 60_000);

  it('looks where a regional resource is, and nowhere else', async () => {
    const group = (await rows()).find(
      ({ kind, region }) => kind === 'aws.ec2.security-group' && region === 'us-east-1',
    );
    const ended = await scan({ resources: [group?.arn ?? ''] });
    const { unitList } = await collector.api.getScan({ params: { scanId: ended.id } });
    expect(unitList.map(({ service, region }) => `${service}/${region}`)).toEqual(['ec2/us-east-1']);
    expect(ended.resources).toBeGreaterThan(0);
  }, 60_000);

  it('marks one as deleted that its listing no longer shows, and no other', async () => {
    const before = await live();
    const [name = '', other = ''] = [...aws.state.s3.buckets.keys()];
    const gone = [name, other].map((each) => [each, aws.state.s3.buckets.get(each)] as const);
    for (const [each] of gone) aws.state.s3.buckets.delete(each);
    await scan({ resources: [`arn:aws:s3:::${name}`] });
    expect(before.filter((arn) => arn !== `arn:aws:s3:::${name}`)).toEqual(await live());
    const kept = [...aws.state.s3.buckets];
    aws.state.s3.buckets.clear();
    for (const [each, bucket] of gone) if (bucket) aws.state.s3.buckets.set(each, bucket);
    for (const [each, bucket] of kept) aws.state.s3.buckets.set(each, bucket);
    await scan({ resources: [`arn:aws:s3:::${name}`] });
    expect(await live()).toEqual(before);
  }, 60_000);

  it('may run beside a scan of the whole place, but not beside one of the same resource', async () => {
    // The whole scan cannot end: IAM gives no answer.
    aws.faults.add({ service: 'iam', action: 'GetAccountAuthorizationDetails', kind: 'timeout' });
    const [whole, named] = [await start({}), await start({ resources: [bucketArn(0)] })];
    await expect(start({ resources: [bucketArn(0), bucketArn(1)] })).rejects.toMatchObject({
      problem: { code: 'scan-running' },
    });
    const beside = await start({ resources: [bucketArn(1)] });
    const quick = await Promise.all([collector.ended(named.id), collector.ended(beside.id)]);
    expect(quick).toMatchObject([{ state: 'complete' }, { state: 'complete' }]);
    // They were asked for last, and did not wait for what was asked for before.
    expect(await collector.api.cancelScan({ params: { scanId: whole.id } })).toMatchObject({ state: 'cancelled' });
  }, 60_000);

  it.each([
    [{ resources: ['reports'] }, '/body/scope/resources/0', /not an ARN/],
    [{ resources: ['arn:aws:lambda:us-east-1:111122223333:function:f'] }, '/body/scope/resources/0', /not collected/],
    [{ resources: ['arn:aws:ec2:us-east-1:444455556666:vpc/vpc-1'] }, '/body/scope/resources/0', /444455556666/],
    [{ resources: ['arn:aws:s3:::a'], severities: ['high'] }, '/body/scope/severities', /nothing else/],
    [{ resources: ['arn:aws:s3:::a'], regions: ['us-east-1'] }, '/body/scope/regions', /nothing else/],
  ])('is refused for %j', async (scope, pointer, message) => {
    await expect(start(scope)).rejects.toMatchObject({
      status: 400,
      problem: { errors: [{ pointer, message: expect.stringMatching(message) }] },
    });
  });

  it('tells the other services which resources it was for', async () => {
    const ended = await scan({ resources: [bucketArn(0)] });
    await eventually(() => {
      const [end] = collector.events
        .filter(({ type }) => type === scanCollected.name)
        .map(({ data }) => scanCollected.payload.parse(data))
        .filter(({ scanId }) => scanId === ended.id);
      expect(end).toMatchObject({ scope: { resources: [bucketArn(0)] }, causes: [] });
    });
  }, 60_000);
});
