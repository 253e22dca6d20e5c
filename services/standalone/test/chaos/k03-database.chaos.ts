/** K03: the database crashes and is away while scans run and people ask. */
import assert from 'node:assert/strict';
import type { ChaosRun, Suite } from './chaos-run.js';
import { ask, quantile, statuses } from './asking.js';
import { untilEnded, type Installation, type Tenant } from './installation.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { mend, withInstallation } from './with-installation.js';

/** The longest that an answer may take without a database, in milliseconds, with room for a busy machine. */
const longestMs = 5_000;

export const databaseLoss: Suite = {
  id: 'K03',
  title: 'the database may crash',
  run: (run) =>
    withInstallation(run, { watched: { latencyMs: 25 } }, async (installation) => {
      const reference = await undisturbed(installation);
      const outages: readonly [name: string, awayMs: number, times: number][] = [
        ['restarted at once, three times', 0, 3],
        ['away for 10 s', 10_000, 1],
      ];
      for (const [name, awayMs, times] of outages)
        await run.test(`PostgreSQL ${name}`, (tell) =>
          away(run, installation, reference, { awayMs, times }, tell).finally(() => run.servers.postgres.startAgain()),
        );
    }),
};

async function away(
  run: ChaosRun,
  installation: Installation,
  reference: Reference,
  { awayMs, times }: { awayMs: number; times: number },
  tell: (fact: string) => void,
): Promise<void> {
  const { postgres } = installation.servers;
  const tenant = await installation.newTenant();
  const authorization = await installation.issuer.issuer.authorization({ tenantId: tenant.id });
  installation.account.beginAgain();
  const asking = ask(
    async () => ({ url: `${installation.process('collector').url}/v1/accounts`, headers: { authorization } }),
    5,
  );
  const writes = writing(tenant);
  const { id } = await installation.scan(tenant);
  for (let crash = 0; crash < times; crash += 1) {
    await pause(run.random.whole(300, 1_500));
    await postgres.crash();
    if (awayMs > 2_000) {
      await until(
        'a collector tells that it is not ready',
        10_000,
        async () => (await installation.process('collector').readiness()) === 503,
      );
      await pause(awayMs);
    }
    await postgres.startAgain();
  }
  const back = Date.now();
  await Promise.all(installation.everything.map((process) => process.ready(30_000)));
  tell(`ready ${((Date.now() - back) / 1_000).toFixed(1)} s after it was back`);
  const scan = await untilEnded(tenant, id, 120_000);
  await asking.stop();
  const acknowledged = await writes.stop();
  await untilSettled(installation, tenant, 120_000);
  tell(
    `settled after ${((Date.now() - back) / 1_000).toFixed(1)} s; ${statuses(asking.answers)}, p99 ${quantile(asking.answers, 0.99)} ms`,
  );
  assert.equal(scan.state, reference.scan.state);
  await assertSame(installation, tenant, reference);
  assert.ok(quantile(asking.answers, 1) <= longestMs, `An answer took ${quantile(asking.answers, 1)} ms.`);
  const wrong = asking.answers.filter(({ status }) => status !== 200 && status !== 503);
  assert.deepEqual(wrong, [], 'Answers other than 200 and 503.');
  const { items } = await tenant.api.listSchedules({ params: { accountId: tenant.accountId } });
  const kept = new Set(items.map((schedule) => schedule.id));
  assert.deepEqual(
    acknowledged.filter((schedule) => !kept.has(schedule)),
    [],
    'Acknowledged writes are lost.',
  );
  tell(`${acknowledged.length} acknowledged writes kept`);
  for (const process of installation.everything) assert.ok(process.isRunning, `${process.name} has ended.`);
  await mend(installation);
}

/** Writes small things until it is stopped, and remembers which were acknowledged. */
function writing({ api, accountId }: Tenant): { stop: () => Promise<string[]> } {
  const acknowledged: string[] = [];
  let isStopped = false;
  const loop = (async () => {
    while (!isStopped && acknowledged.length < 90) {
      const body = { cron: '0 3 * * *', enabled: false };
      const made = await api.addSchedule({ params: { accountId }, body }).catch(() => undefined);
      if (made) acknowledged.push(made.id);
      await pause(200);
    }
    return acknowledged;
  })();
  return {
    stop: () => {
      isStopped = true;
      return loop;
    },
  };
}
