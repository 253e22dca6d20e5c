/** Q04: the broker stops, is killed and is cut off while scans run. */
import assert from 'node:assert/strict';
import type { ChaosRun, Suite } from './chaos-run.js';
import { untilEnded, type Installation } from './installation.js';
import { assertSame, undisturbed, type Reference } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { withInstallation } from './with-installation.js';

type Loss = (run: ChaosRun) => Promise<() => Promise<void>>;

const ended =
  (how: 'kill' | 'stop'): Loss =>
  async ({ servers: { rabbit } }) => {
    await rabbit?.end(how);
    return async () => rabbit?.startAgain();
  };

const losses: readonly [name: string, loss: Loss, times: number][] = [
  ['stopped and started', ended('stop'), 1],
  ['killed and started, twice', ended('kill'), 2],
  [
    'cut off',
    async ({ servers: { rabbit } }) => {
      rabbit?.cut();
      return async () => rabbit?.heal();
    },
    2,
  ],
];

export const brokerLoss: Suite = {
  id: 'Q04',
  title: 'the broker may be lost',
  run: (run) =>
    withInstallation(run, { watched: { latencyMs: 25 } }, async (installation) => {
      const reference = await undisturbed(installation);
      for (const [name, loss, times] of losses)
        await run.test(`RabbitMQ ${name}`, (tell) =>
          lost(run, installation, reference, loss, times, tell).finally(async () => {
            run.servers.rabbit?.heal();
            await run.servers.rabbit?.startAgain();
          }),
        );
    }),
};

async function lost(
  run: ChaosRun,
  installation: Installation,
  reference: Reference,
  loss: Loss,
  times: number,
  tell: (fact: string) => void,
): Promise<void> {
  const tenant = await installation.newTenant();
  const other = await installation.newTenant();
  installation.account.beginAgain();
  const { id } = await installation.scan(tenant);
  for (let time = 1; time <= times; time += 1) {
    await pause(run.random.whole(300, 1_500));
    const restore = await loss(run);
    const red = await until('every service tells that it is not ready', 10_000, () => every(installation, 503));
    // What is written waits in the outbox: the API does not need the broker.
    if (time === 1) await installation.scan(other);
    await pause(run.random.whole(500, 3_000));
    await restore();
    const green = await until('every service is ready again', 30_000, () => every(installation, 200));
    tell(`red after ${red.toFixed(1)} s, green after ${green.toFixed(1)} s`);
    assert.ok(green <= 10, 'Reconnecting took more than 10 s.');
  }
  const back = Date.now();
  const scan = await untilEnded(tenant, id, 120_000);
  await untilSettled(installation, tenant, 120_000);
  await untilSettled(installation, other, 120_000);
  tell(`settled after ${((Date.now() - back) / 1_000).toFixed(1)} s`);
  assert.equal(scan.state, reference.scan.state);
  await assertSame(installation, tenant, reference);
  await assertSame(installation, other, reference);
}

const every = async ({ everything }: Installation, status: number): Promise<boolean> =>
  (await Promise.all(everything.map((process) => process.readiness()))).every((answer) => answer === status);
