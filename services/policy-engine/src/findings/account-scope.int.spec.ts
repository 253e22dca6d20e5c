/** R06: a member who may see some accounts sees the findings and the numbers of those alone. */
import { ApiError, type ApiClient } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
let whole: ApiClient;
let limited: ApiClient;
let elsewhere: ApiClient;
beforeAll(async () => {
  engine = await startEngine();
  await engine.collect(1, [buckets([bucket('reports', 'Never'), bucket('logs', 'Enabled')])]);
  whole = await engine.client();
  limited = await engine.client({ accountIds: [engine.accountId, newId()] });
  elsewhere = await engine.client({ accountIds: [newId()] });
}, 60_000);
afterAll(() => engine?.stop(), 30_000);

describe('a member who may see some accounts (R06)', () => {
  it('reads the findings of those', async () => {
    const all = (await whole.listFindings({ query: {} })).items;
    expect(all.length).toBeGreaterThan(0);
    expect((await limited.listFindings({ query: {} })).items).toEqual(all);
    expect((await elsewhere.listFindings({ query: {} })).items).toEqual([]);
    expect((await elsewhere.listFindings({ query: { search: 'reports' } })).items).toEqual([]);
  });

  it('counts no others', async () => {
    const numbers = async (client: ApiClient) => {
      const { coverage, bySeverity } = await client.getOverview({ query: {} });
      return { judged: coverage.judged, open: Object.values(bySeverity).reduce((sum, count) => sum + count, 0) };
    };
    expect((await numbers(whole)).judged).toBeGreaterThan(0);
    expect(await numbers(limited)).toEqual(await numbers(whole));
    expect(await numbers(elsewhere)).toEqual({ judged: 0, open: 0 });
  });

  it('meets nothing by the id of another one, and changes nothing there', async () => {
    const [finding] = (await whole.listFindings({ query: {} })).items;
    const params = { findingId: finding?.id ?? '' };
    const until = new Date(engine.clock.now().getTime() + 86_400_000).toISOString();
    for (const call of [
      () => elsewhere.getFinding({ params }),
      () => elsewhere.exceptFinding({ params, body: { reason: 'No.', until } }),
      () => elsewhere.removeException({ params }),
    ])
      await expect(call()).rejects.toMatchObject({ status: 404 });
    await expect(elsewhere.getFinding({ params })).rejects.toBeInstanceOf(ApiError);
    expect((await whole.getFinding({ params })).status).toBe('open');
    expect((await limited.getFinding({ params })).id).toBe(params.findingId);
  });
});
