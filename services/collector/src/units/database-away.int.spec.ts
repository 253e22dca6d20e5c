/** A database that goes away while units are collected: nothing is collected twice, nothing is lost, and nobody falls over. */
import { type Account } from '@cspmexa/contracts';
import { localObjectStore } from '@cspmexa/platform';
import { createSandboxAccount } from '@cspmexa/sandbox';
import { createTcpProxy, eventually, type TcpProxy } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorUnderTest, sandboxAccess, type CollectorUnderTest } from '../../test/collector-under-test.js';
import { gatedCollector } from '../../test/gated-collector.js';
import { addSandboxAccount } from '../index.js';

const aws = createSandboxAccount();
const gate = gatedCollector();
const nowhere = localObjectStore('/nonexistent');
let collector: CollectorUnderTest;
let network: TcpProxy;
let account: Account;
let storeIsAway = false;

beforeAll(async () => {
  collector = await collectorUnderTest(sandboxAccess(aws), {
    collectors: gate.collectors,
    objectStore: {
      ...nowhere,
      async put() {
        if (storeIsAway) throw new Error('The store is away.');
      },
    },
    throughNetwork: async (url) => {
      network = await createTcpProxy(url);
      return network.through(url);
    },
  });
  account = await addSandboxAccount(collector.database, collector.tenantId, { name: 'Sandbox', awsAccountId: aws.id });
}, 60_000);
afterAll(async () => {
  await collector.stop();
  await network.close();
}, 60_000);

const start = async (): Promise<string> => {
  const scope = { regions: ['us-east-1'] };
  const { id } = await collector.api.startScan({ body: { accountId: account.id, scope } });
  await eventually(async () => expect(await unitOf(id)).toMatchObject({ state: 'running' }));
  return id;
};
const unitOf = async (scanId: string) => (await collector.api.getScan({ params: { scanId } })).unitList[0];
const rowOf = (scanId: string) =>
  collector.database.withTenant(collector.tenantId, (tx) => tx.unit.findFirstOrThrow({ where: { scanId } }));

describe('a database that is away', () => {
  it('when a unit is collected gets what was found when it is back: the same try, the same calls', async () => {
    gate.closed = true;
    const id = await start();
    const listed = gate.listings;
    network.break();
    gate.closed = false;
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect((await rowOf(id)).state).toBe('running');
    network.heal();
    expect(await collector.ended(id)).toMatchObject({ state: 'complete', resources: 1 });
    expect(await unitOf(id)).toMatchObject({ state: 'done', attempts: 1, failure: null });
    expect(gate.listings).toBe(listed + 1);
  }, 60_000);

  it('when a unit fails takes it back as soon as it can, long before the lease is over', async () => {
    gate.closed = true;
    storeIsAway = true;
    const id = await start();
    network.break();
    gate.closed = false;
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    storeIsAway = false;
    network.heal();
    const began = Date.now();
    expect(await collector.ended(id)).toMatchObject({ state: 'complete' });
    expect(Date.now() - began).toBeLessThan(20_000);
    expect(await unitOf(id)).toMatchObject({ attempts: 2 });
  }, 60_000);
});
