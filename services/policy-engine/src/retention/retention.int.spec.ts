/** What is cleared away with time, and what is not. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { newId } from '@cspmexa/platform';
import { captureLogs } from '@cspmexa/testkit';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets, network } from '../../test/sample-units.js';
import { policyEngineConfig } from '../config.js';
import { Retention } from './retention.js';

const day = 86_400_000;
let engine: EngineUnderTest;
let retention: Retention;
beforeAll(async () => {
  engine = await startEngine();
  const config = policyEngineConfig.parse({ DATABASE_URL: 'postgresql://unused', SNAPSHOT_STORE: 'file:///unused' });
  retention = new Retention(engine.database, config, engine.clock, captureLogs().logger);
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const later = (days: number): void => engine.clock.advance(days * day);
const clear = async (): Promise<number> => {
  let rounds = 1;
  while (await retention.clear()) rounds += 1;
  return rounds;
};
const count = async (table: string): Promise<number> =>
  (await engine.rows<{ count: number }>(`select count(*)::int as count from ${table}`))[0]?.count ?? -1;

describe('retention', () => {
  it('deletes what was resolved long ago, old bookkeeping, and nothing that is open', async () => {
    await engine.collect(1, [buckets([bucket('fixed', 'Never'), bucket('open', 'Never')])]);
    const { arn } = bucket('open', 'Never');
    await engine.collect(2, [buckets([bucket('fixed', 'Enabled'), bucket('open', 'Never')])]);
    await engine.collect(3, [buckets([bucket('open', 'Never')])], { scope: { resources: [arn] } });
    const scanId = newId();
    const cancelled = await engine.unit(scanId, 4, network('us-east-1', []));
    await engine.send(cancelled.envelope);
    await engine.send(engine.scan(scanId, 4, [cancelled], { state: 'cancelled' }));
    later(29);
    expect(await clear()).toBe(1);
    const kept = await count('judged_parts');
    expect(kept).toBeGreaterThan(4);
    expect(await count('judged_resources')).toBeGreaterThan(0);
    later(2);
    await clear();
    expect(await Promise.all(['judged_parts', 'judged_scans', 'judged_resources'].map(count))).toEqual([0, 0, 0]);
    later(368);
    await clear();
    expect(await count('findings')).toBe(2);
    expect(await count('finding_history')).toBe(3);
    later(2);
    await clear();
    expect(await engine.findings()).toEqual(['open test-s3-bucket-versioned open/']);
    expect(await count('finding_history')).toBe(1);
  });

  it('deletes what was said of them, and changes of many findings after a day, however many', async () => {
    const client = await engine.client();
    const [finding] = (await client.listFindings({ query: {} })).items;
    const params = { findingId: finding?.id ?? '' };
    await client.commentFinding({ params, body: { text: 'It stays.' } });
    await engine.rows(
      `insert into finding_comments (tenant_id, id, finding_id, account_id, author, text, at)
       select tenant_id, gen_random_uuid(), gen_random_uuid(), account_id, 'x', 'It is of another one.', now() from findings`,
    );
    const select = { ids: [params.findingId] };
    const { id } = await client.changeFindings({ body: { select, action: { kind: 'comment', text: 'Hm.' } } });
    await engine.rows(
      `insert into bulk_change_rows select tenant_id, change_id, gen_random_uuid(), account_id, version, before
       from bulk_change_rows cross join generate_series(1, 2100)`,
    );
    await clear();
    expect(await count('bulk_change_rows')).toBe(2_101);
    later(1);
    await client.changeFindings({ body: { select, action: { kind: 'comment', text: 'Hm.' } } });
    engine.clock.advance(1);
    expect(await clear()).toBeGreaterThan(2);
    expect(await count('bulk_change_rows')).toBe(1);
    expect(await engine.rows('select id from bulk_changes')).not.toEqual([{ id }]);
    expect(await count('bulk_changes')).toBe(1);
    // Nothing of a finding that stays goes.
    expect((await client.getFinding({ params })).comments).toHaveLength(3);
  });

  it('leaves each finding its newest entries, and what the trend is counted from', async () => {
    const [finding] = await engine.rows<{ id: string }>('select id from findings');
    // An entry an hour, of this finding and of others in turn, for 500 days.
    await engine.rows(
      `insert into finding_history (tenant_id, id, finding_id, version, account_id, at, change, open_delta, severity)
       select $1::uuid, gen_random_uuid(), case when i % 2 = 0 then $2::uuid else gen_random_uuid() end, 20000 - i, $3::uuid,
         $4::timestamptz - i * interval '1 hour', 'changed', i % 3 - 1, 2 from generate_series(1, 12000) i`,
      ...[engine.tenantId, finding?.id, engine.accountId, engine.clock.now().toISOString()],
    );
    const client = await engine.client();
    const { trend } = await client.getOverview({ query: { days: 90 } });
    expect(await clear()).toBeGreaterThan(2);
    expect((await client.getOverview({ query: { days: 90 } })).trend).toEqual(trend);
    // 400 days are 9,600 hours: of what is older only that of the others stays, of which there is one entry each.
    const entries = `select count(*) filter (where finding_id = $1::uuid)::int as its, count(*)::int as count from finding_history`;
    expect(await engine.rows(entries, finding?.id)).toEqual([{ its: 4_800, count: 4_800 + 6_000 }]);
    await engine.rows(
      `update finding_history set at = at - interval '900 days' where finding_id = $1::uuid`,
      finding?.id,
    );
    await clear();
    const versions = await engine.rows(
      'select version from finding_history where finding_id = $1::uuid order by 1 desc',
      finding?.id,
    );
    expect(versions).toEqual(Array.from({ length: 20 }, (_, at) => ({ version: 19_998 - 2 * at })));
  });
});

describe('what is stored', () => {
  it('is told with how long it is kept, to those who look after the installation', async () => {
    const report = await (await engine.client({ role: 'admin' })).getPolicyEngineStorage();
    expect(report).toMatchObject({ service: 'policy-engine', objects: null });
    expect(report.tables.find(({ name }) => name === 'finding_history')).toMatchObject({
      keepsDays: 400,
      bytes: expect.any(Number),
      rows: expect.any(Number),
    });
    expect(report.tables.map(({ name }) => name)).toContain('judged_resources');
    await expect((await engine.client({ role: 'viewer' })).getPolicyEngineStorage()).rejects.toMatchObject({
      status: 403,
    });
  });
});
