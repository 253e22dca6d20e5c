/** K04: replicas are replaced one after the other while people ask and a scan runs. */
import assert from 'node:assert/strict';
import { freePort } from '@cspmexa/platform';
import { ask, quantile, statuses } from './asking.js';
import { startBalancer } from './balancer.js';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation, type ServiceName } from './installation.js';
import { assertSame, undisturbed } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause } from './until.js';
import { withInstallation } from './with-installation.js';

const perSecond = 50;
const rolled: readonly ServiceName[] = ['api-gateway', 'collector'];

export const rolling: Suite = {
  id: 'K04',
  title: 'a replica that is told to stop is not noticed',
  run: async (run) => {
    const [collectors, gateways] = [await freePort(), await freePort()];
    await withInstallation(
      run,
      {
        replicas: { 'api-gateway': 2 },
        env: { COLLECTOR_URL: `http://127.0.0.1:${collectors}` },
        watched: { latencyMs: 25 },
      },
      async (installation) => {
        const before = [
          await startBalancer(() => installation.all('collector'), collectors),
          await startBalancer(() => installation.all('api-gateway'), gateways),
        ];
        try {
          await run.test(
            `SIGTERM of one of two at ${perSecond} requests a second, ${run.options.rounds} times each`,
            (tell) => roll(run, installation, `http://127.0.0.1:${gateways}`, tell),
          );
        } finally {
          for (const balancer of before) await balancer.stop();
        }
      },
    );
  },
};

async function roll(
  run: ChaosRun,
  installation: Installation,
  url: string,
  tell: (fact: string) => void,
): Promise<void> {
  const reference = await undisturbed(installation);
  const tenant = await installation.newTenant();
  const { issuer } = installation.issuer;
  const authorization = await issuer.authorization({ tenantId: tenant.id });
  installation.account.beginAgain();
  const { id } = await installation.scan(tenant);
  const asking = ask(async () => ({ url: `${url}/api/v1/scans`, headers: { authorization } }), perSecond);
  const ends: number[] = [];
  for (let round = 0; round < run.options.rounds; round += 1)
    for (const service of rolled) {
      await pause(run.random.whole(300, 1_000));
      const victim = installation.process(service, 1 + (round % 2));
      const asked = Date.now();
      await victim.end('SIGTERM');
      ends.push((Date.now() - asked) / 1_000);
      await victim.start();
    }
  await asking.stop();
  const scan = await untilEnded(tenant, id, 120_000);
  await untilSettled(installation, tenant, 120_000);
  tell(
    `${statuses(asking.answers)}; p99 ${quantile(asking.answers, 0.99)} ms; stopped within ${Math.max(...ends).toFixed(1)} s`,
  );
  assert.equal(scan.state, reference.scan.state);
  await assertSame(installation, tenant, reference);
  assert.deepEqual(
    asking.answers.filter(({ status }) => status !== 200),
    [],
  );
}
