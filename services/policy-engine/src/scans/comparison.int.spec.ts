/** What became of the findings of an account from one scan to another. */
import { ApiError, type ApiClient, type ScanComparison } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, group, network } from '../../test/sample-units.js';

type Versioning = 'Never' | 'Enabled' | 'Suspended';
let engine: EngineUnderTest;
let client: ApiClient;
let scans: string[];
let generation = 0;
const collect = async (states: Readonly<Record<string, Versioning>>, ...ports: (number | null)[]): Promise<string> => {
  engine.clock.advance(3_600_000);
  return engine.collect((generation += 1), [
    buckets(Object.entries(states).map(([name, state]) => bucket(name, state))),
    network('us-east-1', [
      group('sg-1', 'us-east-1', ...ports),
      ...Object.keys(states).map((name) => group(name, 'us-east-1')),
    ]),
  ]);
};
const findingId = async (name: string): Promise<string> => {
  const { items } = await client.listFindings({ query: { q: `policy:test-s3-bucket-versioned resource:${name}` } });
  return items[0]?.id ?? '';
};
beforeAll(async () => {
  engine = await startEngine();
  client = await engine.client();
  const first = await collect(
    { stays: 'Never', fixed: 'Never', worse: 'Enabled', excepted: 'Never', flaps: 'Never' },
    22,
  );
  engine.clock.advance(60_000);
  await client.exceptFinding({ params: { findingId: await findingId('excepted') }, body: { reason: 'Moved.' } });
  await client.changeFinding({
    params: { findingId: await findingId('stays') },
    body: { assignee: 'rui@example.com' },
  });
  const second = await collect(
    { stays: 'Never', fixed: 'Enabled', worse: 'Never', excepted: 'Never', flaps: 'Enabled' },
    22,
  );
  const third = await collect(
    { stays: 'Suspended', fixed: 'Enabled', worse: 'Never', excepted: 'Never', flaps: 'Never' },
    22,
  );
  scans = [first, second, third];
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? error.problem?.code : String(error)),
  );
/** As `change resource: before → after`, of the policy about versions. */
const linesOf = ({ items }: ScanComparison): string[] =>
  items
    .filter(({ finding }) => finding.policyId === 'test-s3-bucket-versioned')
    .map(
      ({ change, finding, before, after }) => `${change} ${finding.resourceName}: ${before?.status} → ${after.status}`,
    );
const compare = (to: string | undefined, from?: string) =>
  client.compareScans({ query: { to: to ?? '', limit: 200, ...(from ? { from } : {}) } });

describe('a comparison', () => {
  it('tells what a scan brought since the one before it', async () => {
    const { from, to, ...second } = await compare(scans[1]);
    expect([from?.id, to.id]).toEqual(scans.slice(0, 2));
    expect(Date.parse(to.judgedAt) - Date.parse(from?.judgedAt ?? '')).toBe(3_660_000);
    expect(linesOf({ from, to, ...second }).sort()).toEqual([
      // Somebody did that between the scans.
      'changed excepted: open → excepted',
      'opened worse: undefined → open',
      'resolved fixed: open → resolved',
      'resolved flaps: open → resolved',
    ]);
    expect(linesOf(await compare(scans[2])).sort()).toEqual([
      'changed stays: open → open',
      'opened flaps: resolved → open',
    ]);
  });

  it('of the first one has nothing before it', async () => {
    const first = await compare(scans[0]);
    expect([first.from, first.counts.resolved, first.counts.changed, first.next]).toEqual([null, 0, 0, null]);
    expect(first.items.every(({ change, before }) => change === 'opened' && before === null)).toBe(true);
    expect(first.counts.opened).toBe(first.items.length);
  });

  it('over several tells what is left of it: what came and went is none', async () => {
    expect(linesOf(await compare(scans[2], scans[0])).sort()).toEqual([
      'changed excepted: open → excepted',
      'changed stays: open → open',
      'opened worse: undefined → open',
      'resolved fixed: open → resolved',
    ]);
  });

  it('comes in pages, the worst of each change first, with numbers of the whole', async () => {
    const whole = await compare(scans[2], scans[0]);
    const items: ScanComparison['items'] = [];
    let cursor: string | undefined;
    do {
      const query = { to: scans[2] ?? '', from: scans[0] ?? '', limit: 1, ...(cursor ? { cursor } : {}) };
      const page = await client.compareScans({ query });
      expect(page.counts).toEqual(whole.counts);
      items.push(...page.items);
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(items).toEqual(whole.items);
    const { opened, resolved, changed } = whole.counts;
    expect(items.map(({ change }) => change)).toEqual([
      ...Array.from({ length: opened }, () => 'opened'),
      ...Array.from({ length: resolved }, () => 'resolved'),
      ...Array.from({ length: changed }, () => 'changed'),
    ]);
    const only = await client.compareScans({ query: { to: scans[2] ?? '', from: scans[0] ?? '', change: 'resolved' } });
    expect(only.items).toEqual(items.filter(({ change }) => change === 'resolved'));
    expect(only.counts).toEqual(whole.counts);
  });

  it('says how bad it was and is', async () => {
    const { items } = await compare(scans[0]);
    expect(items[0]).toMatchObject({ change: 'opened', before: null, after: { status: 'open', severity: 'high' } });
    const later = await collect({ stays: 'Enabled' }, null);
    const { items: changes } = await compare(later);
    expect(changes[0]).toMatchObject({ change: 'opened', after: { severity: 'critical' } });
    const accepted = changes.find(
      ({ finding }) => finding.policyId === 'test-s3-bucket-versioned' && finding.resourceName === 'excepted',
    );
    expect(accepted).toMatchObject({
      ...{ change: 'resolved', before: { status: 'excepted', severity: 'medium' }, after: { status: 'resolved' } },
    });
  });
});

it.each<[string, () => Promise<unknown>, string]>([
  ['an unknown scan', () => compare(newId()), 'not-found'],
  ['an unknown scan before', () => compare(scans[1], newId()), 'not-found'],
  ['a later scan before', () => compare(scans[0], scans[1]), 'conflict'],
  [
    'a scan of another account',
    async () => {
      const other = newId();
      await engine.rows(
        `insert into judged_scans (tenant_id, id, account_id, collected, published_at) values ($1::uuid, $2::uuid, $3::uuid, true, now() - interval '30 years')`,
        engine.tenantId,
        other,
        newId(),
      );
      return compare(scans[1], other);
    },
    'conflict',
  ],
  [
    'a scan that is being judged',
    async () => {
      const scanId = newId();
      const { envelope } = await engine.unit(scanId, (generation += 1), buckets([bucket('stays', 'Never')]));
      await engine.send(envelope);
      return compare(scanId);
    },
    'not-found',
  ],
  [
    'another tenant',
    async () => (await engine.client({ tenantId: newId() })).compareScans({ query: { to: scans[1] ?? '' } }),
    'not-found',
  ],
  [
    'who may not see the account',
    async () => (await engine.client({ accountIds: [newId()] })).compareScans({ query: { to: scans[1] ?? '' } }),
    'not-found',
  ],
  [
    'a cursor of another comparison',
    async () => {
      const { next } = await client.compareScans({ query: { to: scans[2] ?? '', limit: 1 } });
      return client.compareScans({ query: { to: scans[1] ?? '', cursor: next ?? 'none' } });
    },
    'invalid-cursor',
  ],
])('refuses %s', async (_, call, code) => {
  expect(await codeOf(call())).toBe(code);
});
