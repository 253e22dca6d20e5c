/** A scan from the request to the inventory, over the sandbox account. */
import { scanCollected, unitCollected, type Account } from '@cspmexa/contracts';
import { readSnapshot } from '@cspmexa/resources';
import { realisticAccount } from '@cspmexa/sandbox';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { addSandboxAccount } from '../index.js';

const aws = realisticAccount();
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws));
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
}, 60_000);
afterAll(() => collector.stop(), 60_000);
afterEach(() => aws.faults.clear());

const scanNow = async (scope: { services?: ('s3' | 'ec2' | 'iam' | 'accessanalyzer')[]; regions?: string[] } = {}) => {
  const { id } = await collector.api.startScan({ body: { accountId: account.id, scope } });
  return collector.ended(id);
};

/** Where each inventory row lies on disk: it moves when the row is written. */
const rowVersions = () =>
  collector.database.withTenant(collector.tenantId, (tx) =>
    tx.$queryRawUnsafe<{ id: string; xmin: string; xmax: string }[]>(
      'select id, xmin::text, xmax::text, ctid::text from resources order by id',
    ),
  );

const live = async (): Promise<string[]> => {
  const rows = await collector.database.withTenant(collector.tenantId, (tx) =>
    tx.resource.findMany({ where: { tenantId: collector.tenantId, deletedAt: null }, select: { arn: true } }),
  );
  return rows.map(({ arn }) => arn).sort();
};

describe('a scan of the whole account', () => {
  it('collects each unit, writes a readable snapshot of it, and fills the inventory', async () => {
    const scan = await scanNow();
    expect(scan).toMatchObject({ state: 'complete', failure: null, holes: 0, awsAccountId: aws.id, generation: 1 });
    expect(scan.units).toEqual({ total: scan.units.done, done: scan.units.total, failed: 0 });
    expect(scan.units.total).toBeGreaterThan(20);
    const detail = await collector.api.getScan({ params: { scanId: scan.id } });
    expect(detail.unitList.every(({ state, attempts }) => state === 'done' && attempts === 1)).toBe(true);
    expect(detail.coverage).toContainEqual(expect.objectContaining({ action: 's3:ListAllMyBuckets', outcome: 'ok' }));
    expect(detail.counts.calls).toBeGreaterThan(50);
    expect(await live()).toHaveLength(scan.resources);
    expect(scan.resources).toBeGreaterThan(100);
  }, 60_000);

  it('tells the other services about each unit and, once, about the end', async () => {
    const units = collector.events
      .filter(({ type }) => type === 'unit.collected')
      .map(({ data }) => unitCollected.payload.parse(data));
    const ends = collector.events
      .filter(({ type }) => type === 'scan.collected')
      .map(({ data }) => scanCollected.payload.parse(data));
    expect(ends).toHaveLength(1);
    expect(ends[0]?.snapshots.map(({ key }) => key).sort()).toEqual(units.map(({ snapshot }) => snapshot.key).sort());
    const s3 = units.find(({ snapshot }) => snapshot.service === 's3' && snapshot.region === 'global');
    const { header, resources } = await readSnapshot(await collector.snapshots.get(s3?.snapshot.key ?? ''));
    const found = [];
    for await (const resource of resources) found.push(resource);
    expect(header).toMatchObject({ service: 's3', holes: [], place: { accountId: aws.id, region: 'global' } });
    expect(found).toHaveLength(s3?.resources ?? 0);
  });

  it('keeps user data out of the inventory, and says whether it has changed by its hash', async () => {
    const stored = await collector.database.withTenant(collector.tenantId, (tx) =>
      tx.$queryRawUnsafe<{ text: string }[]>(
        `select (facets::text || base::text) as text from resources where service = 'ec2'`,
      ),
    );
    const text = stored.map((row) => row.text).join('\n');
    expect(text).toContain('"sha256"');
    expect(text).not.toContain('AKIAIOSFODNN7EXAMPLE');
    expect(text).not.toContain('not-a-real-password');
  });

  it('writes no inventory row when nothing has changed', async () => {
    const before = await rowVersions();
    const scan = await scanNow();
    expect(scan.state).toBe('complete');
    expect(await rowVersions()).toEqual(before);
  }, 60_000);

  it('marks as deleted what is gone, and nothing else', async () => {
    const before = await live();
    const [name = ''] = [...aws.state.s3.buckets.keys()];
    const bucket = aws.state.s3.buckets.get(name);
    aws.state.s3.buckets.delete(name);
    await scanNow({ services: ['s3'] });
    const after = await live();
    expect(before.filter((arn) => !after.includes(arn))).toEqual([`arn:aws:s3:::${name}`]);
    if (bucket) aws.state.s3.buckets.set(name, bucket);
    await scanNow({ services: ['s3'] });
    expect(await live()).toEqual(before);
  }, 60_000);
});

describe('a scan that cannot see everything', () => {
  it('ends partial and deletes nothing when a listing is denied', async () => {
    const before = await live();
    aws.faults.add({ service: 's3', action: 'ListBuckets', kind: 'AccessDenied' });
    const scan = await scanNow({ services: ['s3'] });
    expect(scan.state).toBe('partial');
    const { coverage } = await collector.api.getScan({ params: { scanId: scan.id } });
    expect(coverage).toContainEqual(expect.objectContaining({ action: 's3:ListAllMyBuckets', outcome: 'denied' }));
    expect(await live()).toEqual(before);
  }, 60_000);

  it('shows a denied facet as unknown with its reason', async () => {
    aws.faults.add({ service: 's3', action: 'GetBucketVersioning', kind: 'AccessDenied' });
    await scanNow({ services: ['s3'] });
    const { items } = await collector.api.listResources({ query: { kind: ['aws.s3.bucket'], limit: 1 } });
    const resource = await collector.api.getResource({ params: { resourceId: items[0]?.id ?? '' } });
    expect(resource.facets['versioning']).toMatchObject({
      known: false,
      reason: 'denied',
      action: 's3:GetBucketVersioning',
    });
    aws.faults.clear();
    await scanNow({ services: ['s3'] });
  }, 60_000);

  it('notes regions that were asked for but are not enabled', async () => {
    const scan = await scanNow({ services: ['ec2'], regions: ['us-east-1', 'af-south-1'] });
    expect(scan).toMatchObject({ state: 'partial', units: { total: 1, done: 1 } });
    const { coverage } = await collector.api.getScan({ params: { scanId: scan.id } });
    expect(coverage).toContainEqual(expect.objectContaining({ region: 'af-south-1', outcome: 'region-disabled' }));
  }, 60_000);

  it('fails, and says why, when it has looked at nothing', async () => {
    const scan = await scanNow({ services: ['ec2'], regions: ['af-south-1'] });
    expect(scan).toMatchObject({ state: 'failed', failure: expect.stringContaining('nothing to collect') });
  }, 60_000);

  it('fails with the reason when the credentials are refused, and says so on the account', async () => {
    const remove = aws.faults.add({ service: 'sts', action: 'GetCallerIdentity', kind: 'ExpiredToken' });
    const scan = await scanNow();
    expect(scan).toMatchObject({ state: 'failed', failure: expect.stringContaining('ExpiredToken') });
    expect(await collector.api.getAccount({ params: { accountId: account.id } })).toMatchObject({ status: 'failing' });
    remove();
    expect(await collector.api.checkAccount({ params: { accountId: account.id } })).toMatchObject({
      status: 'ready',
      statusDetail: null,
    });
  }, 60_000);
});
