/** K01 in small: a collector, an engine and the notifier each die once in a scan, and the result is that of an undisturbed one. */
import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { findRabbitMq } from '@cspmexa/testkit';
import type { FaultPoint } from '@cspmexa/platform';
import { startServers, type ChaosServers } from './chaos-servers.js';
import { Installation, untilEnded, type ServiceName } from './installation.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { until } from './until.js';
import { WatchedAccount } from './watched-account.js';

const deaths: readonly [service: ServiceName, point: FaultPoint][] = [
  ['collector', 'unit.finished'],
  ['policy-engine', 'judging.settled'],
  ['notification', 'outbox.published'],
];

// Not the broker of the other tests: these processes listen to everything that is on it.
const describeHere = (await findRabbitMq()).how === 'program' ? describe : describe.skip;

describeHere('a service that is killed in the middle of a scan (K01)', () => {
  let servers: ChaosServers;
  let account: WatchedAccount;
  let installation: Installation;
  let reference: Reference;
  beforeAll(async () => {
    servers = await startServers({ isBuilt: false });
    account = await WatchedAccount.start({ resources: 60, latencyMs: 0 });
    installation = await Installation.start(servers, {
      account,
      replicas: { collector: 1, 'policy-engine': 1 },
      env: { COLLECTOR_LEASE_SECONDS: '3' },
    });
    reference = await undisturbed(installation);
  }, 120_000);
  afterAll(async () => {
    await installation?.stop();
    await account?.close();
    await servers?.stop();
  }, 60_000);

  it.each(deaths)(
    '%s at %s changes nothing',
    async (service, point) => {
      const tenant = await installation.newTenant();
      account.beginAgain();
      const victim = installation.process(service);
      await victim.end('SIGKILL');
      await victim.start({ point });
      const { id } = await installation.scan(tenant);
      await until('it dies', 60_000, () => !victim.isRunning);
      assert.equal(victim.faults, 1);
      await victim.start();
      expect((await untilEnded(tenant, id, 60_000)).state).toBe(reference.scan.state);
      await untilSettled(installation, tenant, 60_000);
      await assertSame(installation, tenant, reference);
    },
    120_000,
  );
});
