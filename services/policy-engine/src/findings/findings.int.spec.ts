/** The list of findings: orders, pages, whose they are, and cursors. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { FindingSort, severityRank, type Finding } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { codeOf } from '../../test/code-of.js';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

describe('the list', () => {
  const tenantId = newId();
  const accounts = [newId(), newId()] as const;
  const all = () =>
    engine.rows<{
      id: string;
      severity: number;
      status: string;
      opened_at: Date;
      changed_at: Date;
      account_id: string;
    }>(
      'select id, severity, status, opened_at, changed_at, account_id from findings where tenant_id = $1::uuid',
      tenantId,
    );

  beforeAll(async () => {
    await insertFindings(engine, tenantId, accounts, 547);
  });

  it.each(FindingSort.options)('gives every finding once, in order, page by page, sorted by %s', async (sort) => {
    const client = await engine.client({ tenantId });
    const items: Finding[] = [];
    let cursor: string | undefined;
    do {
      const page = await client.listFindings({ query: { sort, limit: 37, ...(cursor ? { cursor } : {}) } });
      expect(page.total).toBe(547);
      items.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(items).toHaveLength(547);
    expect(new Set(items.map(({ id }) => id)).size).toBe(547);
    const sign = sort.startsWith('-') ? -1 : 1;
    const valueOf = ({ severity, openedAt, changedAt, dueAt }: Finding): number => {
      if (sort.endsWith('severity')) return severityRank[severity];
      if (sort === 'dueAt') return dueAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(dueAt);
      return Date.parse(sort.endsWith('openedAt') ? openedAt : changedAt);
    };
    for (const [at, item] of items.entries()) {
      const next = items[at + 1];
      if (next) expect(sign * (valueOf(next) - valueOf(item))).toBeGreaterThanOrEqual(0);
    }
  });

  it('neither skips nor repeats when rows come in between pages', async () => {
    const client = await engine.client({ tenantId });
    const first = await client.listFindings({ query: { sort: 'openedAt', limit: 100 } });
    const second = await client.listFindings({ query: { sort: 'openedAt', limit: 100, cursor: first.next ?? '' } });
    const both = [...first.items, ...second.items].map(({ id }) => id);
    const whole = await client.listFindings({ query: { sort: 'openedAt', limit: 200 } });
    expect(both).toEqual(whole.items.map(({ id }) => id));
  });

  it.each<
    [
      string,
      Parameters<Awaited<ReturnType<EngineUnderTest['client']>>['listFindings']>[0]['query'],
      (i: number) => boolean,
    ]
  >([
    ['status', { status: ['open'] }, (i) => i % 4 < 2],
    ['two statuses', { status: ['resolved', 'excepted'] }, (i) => i % 4 >= 2],
    ['severity', { severity: ['critical', 'info'] }, (i) => i % 5 === 4 || i % 5 === 0],
    ['service', { service: ['ec2'] }, (i) => i % 3 === 1],
    ['region', { region: ['sa-east-1'] }, (i) => i % 2 === 1],
    ['policy', { policyId: ['test-policy-3'] }, (i) => i % 7 === 3],
    ['resource', { resourceArn: 'arn:aws:s3:::bucket-17' }, (i) => i === 17],
    ['reopened', { reopened: 'true' }, (i) => i % 3 === 0],
    ['a text in any case', { search: 'BUCKET 54' }, (i) => `bucket ${i}`.includes('bucket 54')],
    ['a text with wildcards', { search: '%' }, () => false],
    [
      'everything at once',
      { status: ['open'], service: ['s3'], search: 'bucket-1', region: ['us-east-1'] },
      (i) => i % 4 < 2 && i % 3 === 0 && i % 2 === 0 && `${i}`.startsWith('1'),
    ],
  ])('filters by %s', async (_, query, matches) => {
    const { items, total } = await (
      await engine.client({ tenantId })
    ).listFindings({ query: { ...query, limit: 200 } });
    const expected = Array.from({ length: 547 }, (_unused, at) => at + 1).filter(matches);
    expect(total).toBe(expected.length);
    if (expected.length <= 200)
      expect(items.map(({ resourceArn }) => Number(resourceArn.split('-').at(-1))).sort((a, b) => a - b)).toEqual(
        expected,
      );
  });

  it('counts once for all pages that follow one another, and anew where somebody enters it', async () => {
    const other = newId();
    await insertFindings(engine, other, [newId(), newId()], 30);
    const client = await engine.client({ tenantId: other });
    const list = (from: { skip: number } | { cursor: string }) =>
      client.listFindings({ query: { q: 'service:s3', limit: 3, ...from } });
    const first = await list({ skip: 0 });
    await engine.rows(
      `update findings set service = 'iam' where tenant_id = $1::uuid and id = $2::uuid`,
      other,
      first.items[0]?.id,
    );
    const second = await list({ cursor: first.next ?? '' });
    const third = await list({ cursor: second.next ?? '' });
    expect([first, second, third, await list({ skip: 3 })].map(({ total }) => total)).toEqual([10, 10, 10, 9]);
  });

  it('filters by account', async () => {
    const { total } = await (await engine.client({ tenantId })).listFindings({ query: { accountId: [accounts[0]] } });
    expect(total).toBe((await all()).filter(({ account_id }) => account_id === accounts[0]).length);
  });

  it('shows nothing of another tenant', async () => {
    const stranger = await engine.client({ tenantId: newId() });
    expect(await stranger.listFindings({ query: {} })).toEqual({ items: [], next: null, total: 0 });
    const [row] = await all();
    expect(await codeOf(stranger.getFinding({ params: { findingId: row?.id ?? '' } }))).toBe('not-found');
  });

  it('refuses cursors that it did not write for this tenant and this query', async () => {
    const client = await engine.client({ tenantId });
    const { next } = await client.listFindings({ query: { limit: 10 } });
    const cursor = next ?? '';
    const [payload = '', signature = ''] = cursor.split('.');
    const flipped = (text: string): string => (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
    const forged = Buffer.from(JSON.stringify([0, newId()])).toString('base64url');
    const bad = [
      '',
      'x',
      '.',
      payload,
      `${payload}.`,
      `${flipped(payload)}.${signature}`,
      `${payload}.${flipped(signature)}`,
      `${forged}.${signature}`,
      `${cursor}.x`,
      `${cursor}=`,
      `${cursor} `,
    ];
    for (const attempt of bad)
      expect([attempt, await codeOf(client.listFindings({ query: { cursor: attempt } }))]).toEqual([
        attempt,
        'invalid-cursor',
      ]);
    expect(await codeOf(client.listFindings({ query: { cursor, sort: 'openedAt' } }))).toBe('invalid-cursor');
    expect(await codeOf(client.listFindings({ query: { cursor, status: ['open'] } }))).toBe('invalid-cursor');
    expect(await codeOf((await engine.client({ tenantId: newId() })).listFindings({ query: { cursor } }))).toBe(
      'invalid-cursor',
    );
    expect(await codeOf(client.listFindings({ query: { cursor, limit: 3 } }))).toBe('answered');
  });

  it.each([
    'limit=0',
    'limit=201',
    'limit=x',
    'limit=1.5',
    'sort=name',
    'sort=-',
    'status=closed',
    'status=open,closed',
    'severity=urgent',
    'accountId=1',
    'accountId=%00',
    'reopened=maybe',
    'unknown=1',
    `search=${'x'.repeat(201)}`,
    `q=${'x'.repeat(1_001)}`,
    'q=colour:red',
    'q=severity:urgent',
    'q=is:',
    'q=%22open',
    'q=opened:yesterday',
    `q=${'a%20'.repeat(51)}`,
    'skip=-1',
    'skip=1000001',
    `resourceArn=${'x'.repeat(2_049)}`,
  ])('refuses ?%s', async (query) => {
    const response = await fetch(`${engine.service.url}/v1/findings?${query}`, {
      headers: { authorization: await engine.authorization({ tenantId }) },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid-input' });
  });

  it.each([
    'search=%00',
    'q=%00',
    'q=region:%00',
    'q=account:%00,%F0%9F%92%A9',
    'q=resource:***%25_%5C',
    "q=cause:';drop",
    `q=${'x'.repeat(1_000)}`,
    `q=${Array.from({ length: 50 }, (_, n) => `-resource:a*${n}`).join('%20')}`,
    'skip=1000000',
    'search=%25%5F%5C',
    "search=';drop table findings--",
    'search=%F0%9F%92%A9',
    'resourceArn=%00',
    'service=%00',
    'policyId=a%00',
    'region=%ED%A0%80',
    'status=',
    'limit=200',
  ])('survives ?%s', async (query) => {
    const response = await fetch(`${engine.service.url}/v1/findings?${query}`, {
      headers: { authorization: await engine.authorization({ tenantId }) },
    });
    expect([200, 400]).toContain(response.status);
  });

  it('asks who is there', async () => {
    expect((await fetch(`${engine.service.url}/v1/findings`)).status).toBe(401);
    for (const path of [
      '/v1/findings/not-an-id',
      '/v1/overview?days=6',
      '/v1/overview?days=91',
      '/v1/overview?accountId=x',
    ])
      expect(
        (await fetch(engine.service.url + path, { headers: { authorization: await engine.authorization() } })).status,
      ).toBe(400);
  });
});
