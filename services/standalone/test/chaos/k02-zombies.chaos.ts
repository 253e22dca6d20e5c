/** K02: workers that are gone for good or hang, and scans that are cancelled and resumed. */
import assert from 'node:assert/strict';
import type { AwsService } from '@cspmexa/contracts';
import type { FaultPoint } from '@cspmexa/platform';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation, type Tenant } from './installation.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { stateOf, untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { mend, withInstallation } from './with-installation.js';

export const zombies: Suite = {
  id: 'K02',
  title: 'no scan is stuck',
  run: async (run) => {
    await withInstallation(run, {}, async (installation) => {
      const reference = await undisturbed(installation);
      for (const how of ['SIGKILL', 'SIGSTOP'] as const)
        await run.test(`a collector that is gone for good by ${how} while it works`, async (tell) => {
          await mend(installation);
          await gone(installation, reference, how, true, tell);
        });
      await run.test('a collector that was frozen before the scan began', async (tell) => {
        await mend(installation);
        await gone(installation, reference, 'SIGSTOP', false, tell);
      });
      await mend(installation);
      await cancels(run, installation, reference);
    });
    await withInstallation(
      run,
      { env: { COLLECTOR_LEASE_SECONDS: '5', COLLECTOR_CONCURRENCY: '1' }, replicas: { collector: 1 } },
      (installation) =>
        run.test('a unit whose worker dies three times is given up, and the next scan runs', (tell) =>
          diesThrice(installation, tell),
        ),
    );
  },
};

async function gone(
  installation: Installation,
  reference: Reference,
  how: 'SIGKILL' | 'SIGSTOP',
  isWorking: boolean,
  tell: (fact: string) => void,
): Promise<void> {
  const tenant = await installation.newTenant();
  installation.account.beginAgain();
  const victim = installation.process('collector', 2);
  if (!isWorking) victim.signal(how);
  const { id } = await installation.scan(tenant);
  if (isWorking) {
    await until('units run', 30_000, async () => (await running(installation, tenant)) > 0, 5);
    await pause(300);
    victim.signal(how);
  }
  const since = Date.now();
  // Taken over within 60 s; then the units have still to be collected.
  const scan = await untilEnded(tenant, id, 60_000 + reference.seconds * 3_000);
  tell(`ended ${((Date.now() - since) / 1_000).toFixed(1)} s later`);
  assert.equal(scan.state, reference.scan.state);
  await untilSettled(installation, tenant, 120_000);
  await assertSame(installation, tenant, reference);
  if (how === 'SIGKILL') return;
  // It comes back from the dead, and what it still holds changes nothing.
  victim.signal('SIGCONT');
  await pause(5_000);
  await untilSettled(installation, tenant, 60_000);
  await assertSame(installation, tenant, reference);
}

const running = async (installation: Installation, { id }: Tenant): Promise<number> => {
  const text = `select count(*) n from units where tenant_id = $1 and state = 'running'`;
  return Number((await installation.sql<{ n: string }>('collector', text, [id]))[0]?.n);
};

/** Where the collectors hang when the scan is cancelled; undefined: they work. */
const states: readonly [state: string, stall: FaultPoint | undefined][] = [
  ['queued', 'scan.planning'],
  ['running, being collected', undefined],
  ['running, its units hanging', 'unit.snapshot-written'],
];

async function cancels(run: ChaosRun, installation: Installation, reference: Reference): Promise<void> {
  for (const [state, stall] of states)
    await run.test(`a scan that is cancelled while ${state}, and resumed`, async (tell) => {
      const tenant = await installation.newTenant();
      const collectors = installation.all('collector');
      installation.account.beginAgain();
      await untilEnded(tenant, (await installation.scan(tenant)).id, 120_000);
      await untilSettled(installation, tenant, 60_000);
      const before = await stateOf(installation, tenant);
      await Promise.all(collectors.map((process) => process.end()));
      await Promise.all(collectors.map((process) => process.start(stall && { point: stall, action: 'stall' })));
      installation.account.beginAgain();
      const { id } = await installation.scan(tenant);
      await (stall
        ? until('they hang', 60_000, () => collectors.some(({ faults }) => faults > 0))
        : until('units run', 30_000, async () => (await running(installation, tenant)) > 0, 5));
      const asked = Date.now();
      await tenant.api.cancelScan({ params: { scanId: id } });
      const cancelled = await untilEnded(tenant, id, 10_000);
      assert.equal(cancelled.state, 'cancelled');
      await until('no more calls are made', 10_000, async () => {
        const { calls } = installation.account;
        await pause(1_000);
        return calls === installation.account.calls;
      });
      tell(`quiet ${((Date.now() - asked) / 1_000).toFixed(1)} s after it was cancelled`);
      for (const process of collectors) if (stall) await process.end('SIGKILL');
      await mend(installation);
      await untilSettled(installation, tenant, 60_000);
      const { findings, open, history } = before;
      assert.deepEqual(
        await stateOf(installation, tenant).then((now) => [now.findings, now.open, now.history]),
        [findings, open, history],
        'Cancelling changed findings.',
      );
      await tenant.api.resumeScan({ params: { scanId: id } });
      const resumed = await untilEnded(tenant, id, 120_000);
      await untilSettled(installation, tenant, 60_000);
      assert.equal(resumed.state, reference.scan.state);
      const after = await stateOf(installation, tenant);
      assert.deepEqual(
        [after.findings, after.inventory, after.tallies, after.history],
        [findings, before.inventory, before.tallies, history],
      );
    });
}

async function diesThrice(installation: Installation, tell: (fact: string) => void): Promise<void> {
  const collector = installation.process('collector');
  const tenant = await installation.newTenant();
  await collector.end();
  let scanId = '';
  let deaths = 0;
  // Two units: by the fifth death one of them has had its three tries.
  for (; (await mostTries(installation, tenant)) < 3; deaths += 1) {
    assert.ok(deaths < 5, 'No unit was tried three times.');
    collector.launch({ point: 'unit.snapshot-written' });
    if (scanId === '') {
      await collector.ready();
      const services: AwsService[] = ['iam', 'accessanalyzer'];
      const { api, accountId } = tenant;
      scanId = (await api.startScan({ body: { accountId, scope: { services, regions: ['us-east-1'] } } })).id;
    }
    await until(`it dies for the ${deaths + 1}. time`, 60_000, () => !collector.isRunning);
  }
  await collector.start();
  const scan = await untilEnded(tenant, scanId, 120_000);
  assert.equal(scan.state, 'partial');
  const detail = await tenant.api.getScan({ params: { scanId } });
  const failed = detail.unitList.filter(({ state }) => state === 'failed');
  assert.equal(failed.length, 1);
  assert.ok(failed[0]?.failure, 'It does not say why it failed.');
  tell(`${deaths} deaths; "${failed[0].failure}"`);
  await untilSettled(installation, tenant, 60_000);
  const next = await untilEnded(tenant, (await installation.scan(tenant)).id, 120_000);
  assert.equal(next.units.failed, 0);
}

const mostTries = async (installation: Installation, { id }: Tenant): Promise<number> => {
  const text = 'select coalesce(max(attempts), 0)::int as n from units where tenant_id = $1';
  return (await installation.sql<{ n: number }>('collector', text, [id]))[0]?.n ?? 0;
};
