/** The audit trail of the whole platform: what people do in any of its services, and what they are refused at its edge. */
import { createClient, type ApiClient } from '@cspmexa/contracts';
import { withDatabase } from '@cspmexa/platform';
import { createTestDatabase, eventually, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { SignedIn } from '../test/chaos/signed-in.js';
import { startWholePlatform, type WholePlatform } from '../test/fuzz/whole-platform.js';

let database: TestDatabase;
let platform: WholePlatform;
beforeAll(async () => {
  database = await createTestDatabase();
  platform = await startWholePlatform(withDatabase(database.url, { schema: 'public' }));
}, 120_000);
afterAll(async () => {
  await platform.stop();
  await database.drop();
}, 60_000);

async function apiOf(name: string): Promise<ApiClient> {
  const { text } = await (await SignedIn.start(platform.site, name)).renew();
  const { accessToken } = JSON.parse(text) as { accessToken: string }; // the contract of refreshSession
  return createClient({
    baseUrl: `${platform.site}/api`,
    headers: () => ({ authorization: `Bearer ${accessToken}`, 'user-agent': 'the test' }),
  });
}

it('tells of what people do in every service, and of what they are refused, in one whole chain (U01, U02)', async () => {
  const ana = await apiOf('Ana Souza');
  const carla = await apiOf('Carla Dias');
  const { items: accounts } = await ana.listAccounts({ query: {} });
  const accountId = accounts[0]?.id ?? '';
  await ana.changeAccount({ params: { accountId }, body: { name: 'Renamed' } });
  const rule = await ana.addAlertRule({
    body: { name: '=a rule', minSeverity: 'low', recipients: [{ email: 'ana@tucanuva.example' }] },
  });
  await ana.changeMe({ body: { language: 'pt' } });
  const finding = await eventually(async () => {
    const [first] = (await ana.listFindings({ query: { limit: 1 } })).items;
    if (!first) throw new Error('There is no finding yet.');
    return first;
  }, 60_000);
  await ana.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'It is meant to be so.' } });
  await expect(carla.changeAccount({ params: { accountId }, body: { name: 'Hers' } })).rejects.toThrow();

  const rows = await eventually(async () => {
    const { items } = await ana.listAuditEntries({ query: { limit: 200 } });
    const found = ['account.changed', 'alert-rule.added', 'finding.excepted', 'access.refused'].map((action) =>
      items.filter((row) => row.action === action),
    );
    expect(found.map(({ length }) => length)).toEqual([1, 1, 1, 1]);
    return found.flat();
  }, 30_000);
  const done = { actor: 'ana@tucanuva.example', outcome: 'done', userAgent: 'the test' };
  const refused = { actor: 'carla@tucanuva.example', outcome: 'refused', reason: 'forbidden' };
  expect(rows).toMatchObject([
    { ...done, target: { kind: 'account', id: accountId }, before: { name: 'Sandbox' }, after: { name: 'Renamed' } },
    { ...done, target: { kind: 'alert-rule', id: rule.id }, after: { name: '=a rule' } },
    { ...done, target: { kind: 'finding', id: finding.id }, before: { status: 'open' }, after: { status: 'excepted' } },
    { ...refused, target: { kind: 'operation', id: `changeAccount /v1/accounts/${accountId}` } },
  ]);
  for (const { address, traceId } of rows)
    expect({ address, traceId }).toEqual({
      address: expect.stringContaining('127.0.0.1'),
      traceId: expect.stringMatching(/^[\da-f]{32}$/),
    });
  expect(await ana.verifyAuditTrail({})).toMatchObject({ broken: null, oldestSeq: 1 });
  await expect(carla.listAuditEntries({ query: {} })).rejects.toThrow();
}, 180_000);
