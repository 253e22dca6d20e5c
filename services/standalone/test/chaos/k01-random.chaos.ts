/** K01: services that die at moments that chance chooses, while scans run. */
import assert from 'node:assert/strict';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation, type ServiceName } from './installation.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause } from './until.js';
import { mend, withInstallation } from './with-installation.js';

/** Deaths of collectors in one scan: at the third, a unit that met all of them would be given up, as it should. */
const mostCollectors = 2;
const killsPerScan = 8;

export const randomDeaths: Suite = {
  id: 'K01-random',
  title: 'services that are killed at random change nothing',
  run: (run) =>
    withInstallation(run, { watched: { latencyMs: 25 } }, async (installation) => {
      const reference = await undisturbed(installation);
      run.progress(`undisturbed: ${reference.scan.state} in ${reference.seconds.toFixed(1)} s`);
      for (let round = 1; round <= run.options.rounds; round += 1)
        await run.test(`round ${round}`, (tell) => killed(run, installation, reference, tell));
    }),
};

async function killed(
  run: ChaosRun,
  installation: Installation,
  reference: Reference,
  tell: (fact: string) => void,
): Promise<void> {
  await mend(installation);
  const tenant = await installation.newTenant();
  installation.account.beginAgain();
  const { id } = await installation.scan(tenant);
  const deaths: string[] = [];
  for (let kill = 0, collectors = 0; kill < killsPerScan; kill += 1) {
    await pause(run.random.whole(50, 1_200));
    const names: ServiceName[] = ['policy-engine', 'notification'];
    if (collectors < mostCollectors) names.push('collector');
    const victim = run.random.pick(installation.all(run.random.pick(names)));
    if (!victim.isRunning) continue;
    if (victim.name.startsWith('collector')) collectors += 1;
    await victim.end('SIGKILL');
    deaths.push(victim.name);
    setTimeout(() => victim.isRunning || victim.launch(), run.random.whole(200, 2_000));
  }
  await pause(2_100);
  await mend(installation);
  const last = Date.now();
  const scan = await untilEnded(tenant, id, 120_000);
  await untilSettled(installation, tenant, 120_000);
  tell(`killed ${deaths.join(', ')}; settled ${((Date.now() - last) / 1_000).toFixed(1)} s after the last restart`);
  assert.equal(scan.state, reference.scan.state);
  await assertSame(installation, tenant, reference);
}
