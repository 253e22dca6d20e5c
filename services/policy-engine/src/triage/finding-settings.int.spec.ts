/** In how many days findings are to be fixed. */
import { ApiError, type SlaDays } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
let generation = 0;
const collect = (...names: string[]) =>
  engine.collect((generation += 1), [buckets(names.map((name) => bucket(name, 'Never')))]);
beforeAll(async () => {
  engine = await startEngine();
  await collect('a', 'b', 'c');
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const days: SlaDays = { critical: 1, high: 2, medium: 10, low: null, info: null };
const after = (count: number) => new Date(Date.parse(startTime) + count * 86_400_000).toISOString();
const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? error.problem?.code : String(error)),
  );
const findings = async () => {
  const { items } = await (await engine.client()).listFindings({ query: { q: 'policy:test-s3-bucket-versioned' } });
  return items.sort((a, b) => ((a.resourceName ?? '') < (b.resourceName ?? '') ? -1 : 1));
};

it('are the usual ones until somebody says otherwise', async () => {
  const { slaDays } = await (await engine.client({ role: 'viewer' })).getFindingSettings();
  expect(slaDays).toEqual({ critical: 7, high: 30, medium: 90, low: 180, info: null });
  expect((await findings()).map(({ dueAt }) => dueAt)).toEqual([after(90), after(90), after(90)]);
});

it('move the dates of what is not resolved at once, but those that somebody set', async () => {
  const client = await engine.client();
  const [a, b, c] = await findings();
  await client.changeFinding({ params: { findingId: a?.id ?? '' }, body: { dueAt: after(5) } });
  await client.exceptFinding({ params: { findingId: b?.id ?? '' }, body: { reason: 'Moved.' } });
  const before = await findings();
  await engine.heard();
  const told = engine.events.length;
  expect(await client.changeFindingSettings({ body: { slaDays: days } })).toEqual({ slaDays: days });
  expect(await client.getFindingSettings()).toEqual({ slaDays: days });
  const dates = [after(5), after(10), after(10)];
  // It is no change of a finding: nobody who reads one is told that it is another.
  expect(await findings()).toEqual(before.map((finding, at) => ({ ...finding, dueAt: dates[at] })));
  await engine.heard();
  expect(engine.events.slice(told).map(({ type }) => type)).toContain('findings.changed');
  expect(c?.id).toBeDefined();
});

it('are those of findings that open later, and of dates that are taken back', async () => {
  const client = await engine.client();
  await collect('a', 'b', 'c', 'd');
  const [a, , , d] = await findings();
  expect(d?.dueAt).toBe(after(10));
  const answer = await client.changeFinding({ params: { findingId: a?.id ?? '' }, body: { dueAt: null } });
  expect(answer.dueAt).toBe(after(10));
  await client.changeFindingSettings({ body: { slaDays: { ...days, medium: null } } });
  expect((await findings()).map(({ dueAt }) => dueAt)).toEqual([null, null, null, null]);
});

it('wait for a scan that is being written, so that its findings have the new dates, too', async () => {
  const client = await engine.client();
  const scans = ['e', 'f', 'g'].map((name) => () => collect('a', 'b', 'c', 'd', name));
  for (const [at, scan] of scans.entries()) {
    const medium = 20 + at;
    await Promise.all([scan(), client.changeFindingSettings({ body: { slaDays: { ...days, medium } } })]);
    const open = (await findings()).filter(({ status }) => status === 'open');
    expect(new Set(open.map(({ dueAt }) => dueAt))).toEqual(new Set([after(medium)]));
  }
});

it('are those of a tenant, whatever the number of its findings', async () => {
  const tenantId = newId();
  await insertFindings(engine, tenantId, [newId(), newId()], 6_000);
  const client = await engine.client({ tenantId });
  await client.changeFindingSettings({ body: { slaDays: days } });
  const rows = await engine.rows(
    `select severity, count(*) filter (where due_at = open_since + interval '24 hours' * (array[null, null, 10, 2, 1])[severity + 1])::int as right,
       count(due_at)::int as dated, count(*)::int as count from findings
     where tenant_id = $1::uuid and status <> 'resolved' group by 1 order by 1`,
    tenantId,
  );
  expect(rows).toEqual(
    [0, 1, 2, 3, 4].map((severity) => ({
      severity,
      right: severity > 1 ? 900 : 0,
      dated: severity > 1 ? 900 : 0,
      count: 900,
    })),
  );
  expect((await (await engine.client()).getFindingSettings()).slaDays.medium).toBe(22);
});

it.each<[string, () => Promise<unknown>, string]>([
  [
    'an analyst',
    async () => (await engine.client({ role: 'analyst' })).changeFindingSettings({ body: { slaDays: days } }),
    'forbidden',
  ],
  [
    'an admin of some accounts',
    async () =>
      (await engine.client({ accountIds: [engine.accountId] })).changeFindingSettings({ body: { slaDays: days } }),
    'forbidden',
  ],
  [
    'a severity that is left out',
    async () => {
      const { info: _, ...some } = days;
      return (await engine.client()).changeFindingSettings({ body: { slaDays: some as SlaDays } });
    },
    'invalid-input',
  ],
  [
    'no day at all',
    async () => (await engine.client()).changeFindingSettings({ body: { slaDays: { ...days, high: 0 } } }),
    'invalid-input',
  ],
])('refuse %s', async (_, call, code) => {
  const { slaDays } = await (await engine.client()).getFindingSettings();
  expect(await codeOf(call())).toBe(code);
  expect(await (await engine.client()).getFindingSettings()).toEqual({ slaDays });
});
