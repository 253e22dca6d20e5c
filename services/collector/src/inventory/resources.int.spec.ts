/** The inventory as callers page, filter and search it. */
import type { Account, InventoryResource } from '@cspmexa/contracts';
import { Cursors, newId } from '@cspmexa/platform';
import type { z } from 'zod';
import { syntheticAccount } from '@cspmexa/sandbox';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { addSandboxAccount } from '../index.js';

type Summary = z.infer<typeof InventoryResource>;
type Query = Parameters<CollectorUnderTest['api']['listResources']>[0]['query'];

const aws = syntheticAccount({ resources: 300 });
let collector: CollectorUnderTest;
let account: Account;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws));
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
  const { id } = await collector.api.startScan({
    body: { accountId: account.id, scope: { services: ['s3', 'ec2'], regions: ['us-east-1', 'eu-west-1'] } },
  });
  await collector.ended(id);
}, 90_000);
afterAll(() => collector.stop(), 60_000);

async function walk(query: Query): Promise<{ items: Summary[]; pages: number }> {
  const items: Summary[] = [];
  let cursor: string | undefined;
  for (let pages = 1; ; pages += 1) {
    const page = await collector.api.listResources({
      query: { ...query, ...(cursor === undefined ? {} : { cursor }) },
    });
    items.push(...page.items);
    if (page.next === null) return { items, pages };
    cursor = page.next;
  }
}

describe('pages', () => {
  it('show every resource once, in the same order whatever their size', async () => {
    const { items, pages } = await walk({ limit: 7 });
    const whole = await walk({ limit: 200 });
    expect(items).toEqual(whole.items);
    expect(new Set(items.map(({ id }) => id)).size).toBe(items.length);
    expect(items.length).toBeGreaterThan(50);
    expect(pages).toBe(Math.ceil(items.length / 7));
  });

  it.each([
    [
      'of another list',
      Buffer.from(JSON.stringify(['scans', '01a1fc44-5eb0-7b74-96ef-b0d498e7ae6b'])).toString('base64url'),
    ],
    [
      'of a resource that is not there',
      Buffer.from(JSON.stringify(['resources', '01a1fc44-5eb0-7b74-96ef-b0d498e7ae6b'])).toString('base64url'),
    ],
    [
      'signed by another key',
      new Cursors('another key').write('01a1fc44-5eb0-7b74-96ef-b0d498e7ae6b', newId(), 'resources'),
    ],
    ['that is no JSON', 'AAAA'],
    ['that is no base64', "' or 1=1 --"],
    ['that holds no id', Buffer.from('["resources","x"]').toString('base64url')],
    ['that is empty', ' '],
  ])('refuse a cursor %s (I05)', async (_, cursor) => {
    await expect(collector.api.listResources({ query: { cursor } })).rejects.toMatchObject({
      status: 400,
      problem: { code: 'invalid-cursor' },
    });
  });

  it('are empty for another tenant, even behind a cursor of ours', async () => {
    const { next } = await collector.api.listResources({ query: { limit: 1 } });
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    expect(await stranger.listResources({ query: {} })).toMatchObject({ items: [], next: null });
    await expect(stranger.listResources({ query: { cursor: next ?? '' } })).rejects.toMatchObject({ status: 400 });
  });
});

describe('filters', () => {
  it('narrow by account, service, region and kind', async () => {
    const { items } = await walk({ limit: 200 });
    for (const [query, keep] of [
      [{ accountId: account.id }, () => true],
      [{ accountId: 'a2c5f8d1-0000-4000-8000-000000000001' }, () => false],
      [{ service: ['s3' as const] }, ({ service }: Summary) => service === 's3'],
      [{ region: ['eu-west-1'] }, ({ region }: Summary) => region === 'eu-west-1'],
      [
        { kind: ['aws.ec2.instance', 'aws.ec2.volume'] },
        ({ kind }: Summary) => ['aws.ec2.instance', 'aws.ec2.volume'].includes(kind),
      ],
      [{ arn: items[3]?.arn ?? '' }, ({ arn }: Summary) => arn === items[3]?.arn],
    ] as const)
      expect((await walk({ ...query, limit: 200 })).items).toEqual(items.filter(keep));
  });

  it('find by a part of a name or ARN, and take wildcards for themselves', async () => {
    const { items } = await walk({ limit: 200 });
    const bucket = items.find(({ kind }) => kind === 'aws.s3.bucket');
    const search = bucket?.name?.slice(1).toUpperCase() ?? '';
    expect((await walk({ search, limit: 200 })).items.map(({ arn }) => arn)).toContain(bucket?.arn);
    expect((await walk({ search: '%', limit: 200 })).items).toEqual([]);
    expect((await walk({ search: '\\', limit: 200 })).items).toEqual([]);
  });
});

describe('a query', () => {
  const asked = async (q: string): Promise<string[]> => (await walk({ q, limit: 200 })).items.map(({ arn }) => arn);
  const arnsOf = (items: readonly Summary[]): string[] => items.map(({ arn }) => arn);

  it('narrows by everything that it understands', async () => {
    const { items } = await walk({ limit: 200 });
    const tagged = items.find(({ tags }) => Object.keys(tags).length > 0);
    const [tag = '', value = ''] = Object.entries(tagged?.tags ?? {})[0] ?? [];
    const bucket = items.find(({ kind }) => kind === 'aws.s3.bucket');
    for (const [q, keep] of [
      ['kind:aws.ec2.instance,ec2.volume', ({ kind }) => ['aws.ec2.instance', 'aws.ec2.volume'].includes(kind)],
      ['-kind:ec2.instance', ({ kind }) => kind !== 'aws.ec2.instance'],
      ['service:S3', ({ service }) => service === 's3'],
      ['-service:s3', ({ service }) => service !== 's3'],
      ['service:s3,ec2 -region:us-east-1', ({ region }) => region !== 'us-east-1'],
      [`account:${aws.id.slice(0, 5)}`, () => true],
      [`account:${account.id}`, () => true],
      ['account:sandbox', () => true],
      ['-account:sandbox', () => false],
      ['account:nobody', () => false],
      [`tag:${tag}`, ({ tags }) => Object.hasOwn(tags, tag)],
      [`-tag:${tag}`, ({ tags }) => !Object.hasOwn(tags, tag)],
      [`tag:"${tag}=${value}"`, ({ tags }) => tags[tag] === value],
      [`tag:${tag.toUpperCase()}`, ({ tags }) => Object.hasOwn(tags, tag.toUpperCase())],
      [bucket?.arn ?? '', ({ arn }) => arn === bucket?.arn],
      [`arn:${bucket?.arn}`, ({ arn }) => arn === bucket?.arn],
      ['arn:arn:*:s3:::*', ({ arn }) => arn.startsWith('arn:aws:s3:::')],
      ['arn:s3', () => false],
      ['-arn:arn:aws:s3*', ({ arn }) => !arn.startsWith('arn:aws:s3')],
      [`"${bucket?.name?.slice(1)}"`, ({ arn, name }) => `${arn} ${name}`.includes(bucket?.name?.slice(1) ?? '-')],
      ['is:deleted', () => false],
      ['is:unknown', () => false],
      ['-is:unknown', () => true],
    ] as const satisfies readonly (readonly [string, (item: Summary) => boolean])[])
      expect([q, await asked(q)]).toEqual([q, arnsOf(items.filter(keep))]);
  });

  it('is refused with a sentence when it cannot be understood', async () => {
    await expect(collector.api.listResources({ query: { q: 'is:failing colour:red' } })).rejects.toMatchObject({
      status: 400,
    });
  });

  it('counts what it finds, on every page', async () => {
    const whole = await walk({ q: 'service:ec2', limit: 200 });
    const first = await collector.api.listResources({ query: { q: 'service:ec2', limit: 3 } });
    expect(first.total).toBe(whole.items.length);
    expect(
      (await collector.api.listResources({ query: { q: 'service:ec2', limit: 3, cursor: first.next ?? '' } })).total,
    ).toBe(whole.items.length);
  });

  it('finds deleted ones when it asks for them, and what has something unknown', async () => {
    const { items } = await walk({ limit: 200 });
    const [gone, dark] = items;
    await collector.owner.query('update resources set deleted_at = now() where id = $1', [gone?.id]);
    await collector.owner.query('update resources set has_unknown = true where id = $1', [dark?.id]);
    expect(await asked('is:deleted')).toEqual([gone?.arn]);
    expect(await asked('is:unknown')).toEqual([dark?.arn]);
    expect(await asked('')).toEqual(arnsOf(items.slice(1)));
    await collector.owner.query('update resources set deleted_at = null, has_unknown = false');
  });
});

describe('the counts for menus', () => {
  const countsOf = async (q?: string): Promise<Record<string, Record<string, number>>> => {
    const { items } = await collector.api.getResourceFacets({ query: q === undefined ? {} : { q } });
    return Object.fromEntries(
      items.map(({ key, values }) => [key, Object.fromEntries(values.map(({ value, count }) => [value, count]))]),
    );
  };
  const tally = (items: readonly Summary[], keys: (item: Summary) => readonly string[]): Record<string, number> => {
    const counts: Record<string, number> = {};
    for (const key of items.flatMap(keys)) counts[key] = (counts[key] ?? 0) + 1;
    return counts;
  };

  it('are those of what the query finds, each without its own terms', async () => {
    const { items } = await walk({ limit: 200 });
    expect(await countsOf()).toEqual({
      kind: tally(items, ({ kind }) => [kind]),
      account: tally(items, ({ accountId }) => [accountId]),
      region: tally(items, ({ region }) => [region]),
      service: tally(items, ({ service }) => [service]),
      tag: tally(items, ({ tags }) => Object.keys(tags)),
    });
    const counts = await countsOf('kind:aws.ec2.instance region:us-east-1');
    const here = items.filter(({ region }) => region === 'us-east-1');
    expect(counts['kind']).toEqual(tally(here, ({ kind }) => [kind]));
    expect(counts['region']).toEqual(
      tally(
        items.filter(({ kind }) => kind === 'aws.ec2.instance'),
        ({ region }) => [region],
      ),
    );
    expect(counts['service']).toEqual({ ec2: here.filter(({ kind }) => kind === 'aws.ec2.instance').length });
  });

  it('are nothing for another tenant', async () => {
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    const { items } = await stranger.getResourceFacets({ query: {} });
    expect(items.map(({ key, values }) => [key, values.length])).toEqual([
      ['kind', 0],
      ['account', 0],
      ['region', 0],
      ['service', 0],
      ['tag', 0],
    ]);
  });
});

describe('the relations of a resource', () => {
  it('lead to others of the inventory, and back, for the tenant and those who may see the account', async () => {
    const { items } = await walk({ q: 'kind:ec2.instance', limit: 200 });
    const params = { resourceId: items[0]?.id ?? '' };
    const { items: related } = await collector.api.listResourceRelations({ params });
    const group = related.find(({ relation, resourceId }) => relation === 'protected-by' && resourceId !== null);
    expect(group).toMatchObject({ kind: 'aws.ec2.security-group', title: { en: 'protected by' } });
    const back = await collector.api.listResourceRelations({ params: { resourceId: group?.resourceId ?? '' } });
    expect(back.items).toContainEqual(expect.objectContaining({ relation: 'protects', resourceId: items[0]?.id }));
    for (const given of [
      { tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' },
      { accountIds: ['a2c5f8d1-0000-4000-8000-000000000001'] },
    ])
      await expect((await collector.apiOf(given)).listResourceRelations({ params })).rejects.toMatchObject({
        status: 404,
      });
  });
});

describe('the versions of a resource', () => {
  it('come newest first, page by page, and belong to the tenant', async () => {
    const { items } = await walk({ limit: 200 });
    const [first] = items;
    const params = { resourceId: first?.id ?? '' };
    const { tenantId } = collector;
    const { items: seen } = await collector.api.listResourceVersions({ params, query: {} });
    expect(seen).toMatchObject([{ state: 'present', changes: [], cause: null, at: first?.firstSeenAt }]);
    // Three of them at the same moment: their ids keep pages apart.
    const more = [1, 2, 2, 2, 3].map((hours) => new Date(Date.parse(first?.firstSeenAt ?? '') + hours * 3_600_000));
    await collector.database.withTenant(tenantId, async (tx) => {
      for (const at of more)
        await tx.resourceVersion.create({
          data: { tenantId, ...params, id: newId(), at, state: 'deleted', contentHash: Buffer.from('x'), changes: [] },
        });
    });
    const found: string[] = [];
    for (let cursor: string | undefined; ;) {
      const query = { limit: 2, ...(cursor === undefined ? {} : { cursor }) };
      const page = await collector.api.listResourceVersions({ params, query });
      found.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    const whole = await collector.api.listResourceVersions({ params, query: {} });
    expect(whole.items.map(({ at }) => at)).toEqual([
      ...[...more].reverse().map((at) => at.toISOString()),
      first?.firstSeenAt,
    ]);
    expect(found).toEqual(whole.items.map(({ id }) => id));
    const stranger = await collector.apiOf({ tenantId: 'a2c5f8d1-0000-4000-8000-000000000001' });
    await expect(stranger.listResourceVersions({ params, query: {} })).rejects.toMatchObject({ status: 404 });
    for (const cursor of ['AAAA', Buffer.from(`["resource-versions","${tenantId}"]`).toString('base64url')])
      await expect(collector.api.listResourceVersions({ params, query: { cursor } })).rejects.toMatchObject({
        problem: { code: 'invalid-cursor' },
      });
  });
});

describe('the page of numbers', () => {
  it('says what is stored, to those who run the system', async () => {
    // Each connection tells PostgreSQL's statistics of its rows when it has been idle for a while.
    await eventually(async () => {
      const report = await collector.api.getCollectorStorage();
      expect(report.service).toBe('collector');
      expect(report.tables.find(({ name }) => name === 'resource_versions')).toMatchObject({ keepsDays: 400 });
      expect(report.tables.find(({ name }) => name === 'resources')?.rows).toBeGreaterThan(50);
    }, 30_000);
    await expect((await collector.apiOf({ role: 'viewer' })).getCollectorStorage()).rejects.toMatchObject({
      status: 403,
    });
  });
});

describe('a removed account', () => {
  it('takes its resources with it, at once for callers and soon for the disk', async () => {
    const [first] = (await walk({ limit: 1 })).items;
    await collector.api.removeAccount({ params: { accountId: account.id } });
    expect((await walk({ limit: 200 })).items).toEqual([]);
    const params = { resourceId: first?.id ?? '' };
    for (const ask of [
      () => collector.api.getResource({ params }),
      () => collector.api.listResourceVersions({ params, query: {} }),
      () => collector.api.listResourceRelations({ params }),
    ])
      await expect(ask()).rejects.toMatchObject({ status: 404 });
  });
});
