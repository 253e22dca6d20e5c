/** K01: each service dies at each of its fault points; the scan ends all the same, and its result is that of an undisturbed one. */
import assert from 'node:assert/strict';
import type { FaultPoint } from '@cspmexa/platform';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation, type ServiceName, type Tenant } from './installation.js';
import { deliveriesOf } from './mails.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { mend, withInstallation } from './with-installation.js';

interface Death {
  readonly service: ServiceName;
  readonly point: FaultPoint;
  /** The highest number of times that the point is surely reached in a scan, by one of two. */
  readonly within?: number;
  /** Reached once in a scan: the other replica comes only after the death. */
  readonly isAlone?: boolean;
  readonly bySchedule?: boolean;
}

const deaths: readonly Death[] = [
  { service: 'collector', point: 'schedule.started', isAlone: true, bySchedule: true },
  { service: 'collector', point: 'scan.planning', isAlone: true },
  { service: 'collector', point: 'scan.planned', isAlone: true },
  { service: 'collector', point: 'unit.snapshot-written', within: 3 },
  { service: 'collector', point: 'unit.inventory-half-written', within: 3 },
  { service: 'collector', point: 'unit.finished', within: 3 },
  { service: 'collector', point: 'outbox.claimed', isAlone: true, within: 2 },
  { service: 'collector', point: 'outbox.published', isAlone: true, within: 9 },
  { service: 'policy-engine', point: 'judging.judged', within: 3 },
  { service: 'policy-engine', point: 'judging.half-written', isAlone: true, within: 2 },
  { service: 'policy-engine', point: 'judging.settled', within: 3 },
  { service: 'policy-engine', point: 'outbox.claimed', isAlone: true, within: 2 },
  { service: 'policy-engine', point: 'outbox.published', isAlone: true, within: 50 },
  { service: 'notification', point: 'mail.claimed' },
  { service: 'notification', point: 'mail.sent' },
  { service: 'notification', point: 'outbox.claimed' },
  { service: 'notification', point: 'outbox.published' },
];

/** How long after a restart a scan may take to its end. */
const recoveryMs = 120_000;

export const faultPoints: Suite = {
  id: 'K01',
  title: 'a service that is killed at any of its fault points changes nothing',
  run: (run) =>
    withInstallation(run, {}, async (installation) => {
      let reference: Reference | undefined;
      await run.test('undisturbed, twice', async (tell) => {
        reference = await undisturbed(installation);
        tell(`${reference.scan.state} in ${reference.seconds.toFixed(1)} s, ${reference.state.open} findings`);
        await assertSame(installation, (await undisturbed(installation)).tenant, reference);
      });
      for (const death of deaths) await dies(run, installation, death, (reference ??= await undisturbed(installation)));
    }),
};

async function dies(run: ChaosRun, installation: Installation, death: Death, reference: Reference): Promise<void> {
  const { service, point, within = 1, isAlone = false, bySchedule = false } = death;
  const at = run.random.whole(1, within);
  await run.test(`${service} at ${point}`, async (tell) => {
    const [victim, sibling] = installation.all(service);
    if (!victim) throw new Error(`There is no ${service}.`);
    const tenant = await installation.newTenant();
    installation.account.beginAgain();
    await victim.end('SIGTERM');
    if (isAlone) await sibling?.end('SIGTERM');
    await victim.start({ point, at });
    const startScan = () => (bySchedule ? scheduled(installation, tenant) : installation.scan(tenant));
    const started = startScan();
    await until(`it dies at the ${at}. ${point}`, 60_000, () => !victim.isRunning);
    assert.equal(victim.faults, 1, 'It died, but not of its fault.');
    await pause(1_000);
    await Promise.all([victim.start(), sibling?.isRunning ? undefined : sibling?.start()]);
    const restarted = Date.now();
    await started;
    const scanId = await untilStarted(tenant);
    const scan = await untilEnded(tenant, scanId, recoveryMs);
    tell(`hit ${at}; ended ${((Date.now() - restarted) / 1_000).toFixed(1)} s after the restart`);
    await untilSettled(installation, tenant, recoveryMs);
    tell(`settled after ${((Date.now() - restarted) / 1_000).toFixed(1)} s`);
    assert.equal(scan.state, reference.scan.state);
    await assertSame(installation, tenant, reference);
    const mails = deliveriesOf(installation, tenant);
    if (point === 'mail.sent') tell(`${mails.length} mails with the same id`);
    assert.equal(new Set(mails).size, 1, `Mails of several deliveries: ${mails.join(', ')}`);
    assert.ok(mails.length <= (point === 'mail.sent' ? 2 : 1), `${mails.length} mails`);
    for (const process of installation.everything) assert.ok(process.isRunning, `${process.name} has ended.`);
  });
  // Whatever happened, the next one begins with all of them, unarmed.
  const [victim] = installation.all(service);
  if (victim?.isRunning && victim.faults === 0) await victim.end('SIGKILL');
  await mend(installation);
}

/** Lets a schedule of the account fall due at once. */
async function scheduled(installation: Installation, { api, accountId }: Tenant): Promise<void> {
  const { id } = await api.addSchedule({ params: { accountId }, body: { cron: '0 3 * * *' } });
  await installation.sql(
    'collector',
    `update schedules set starts_at = now(), next_due_at = date_trunc('minute', now()) where id = $1`,
    [id],
  );
}

/** The id of the tenant's only scan. */
async function untilStarted({ api }: Tenant): Promise<string> {
  let id = '';
  await until('there is a scan', 60_000, async () => {
    const { items } = await api.listScans({ query: {} });
    assert.ok(items.length <= 1, `There are ${items.length} scans instead of one.`);
    id = items[0]?.id ?? '';
    return id !== '';
  });
  return id;
}
