/** L02: one tenant's fifty scans do not keep another tenant waiting. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { ask, quantile } from './asking.js';
import type { Suite } from './chaos-run.js';
import { until } from './until.js';
import { WatchedAccount } from './watched-account.js';
import { withInstallation } from './with-installation.js';

const queued = 50;
/** Far more than a request takes, far less than A's scans do. */
const longestMs = 2_000;

export const fairness: Suite = {
  id: 'L02',
  title: 'one tenant cannot starve another',
  run: (run) =>
    withInstallation(run, { watched: { latencyMs: 20 } }, (installation) =>
      run.test(`${queued} accounts of tenant A and one of tenant B`, async (tell) => {
        const busy = installation.api(randomUUID());
        const others = await Promise.all(
          Array.from({ length: queued }, (_, index) =>
            WatchedAccount.start({
              resources: 60,
              accountId: String(200_000_000_000 + index),
              latencyMs: 20,
              isHealthy: true,
            }),
          ),
        );
        try {
          const calm = await installation.newTenant();
          const authorization = await installation.issuer.issuer.authorization({ tenantId: calm.id });
          const asking = () =>
            ask(
              async () => ({ url: `${installation.process('collector').url}/v1/scans`, headers: { authorization } }),
              10,
            );
          const before = asking();
          await new Promise((resolve) => setTimeout(resolve, 5_000));
          await before.stop();
          for (const other of others) {
            const { id: accountId } = await busy.addAccount({
              body: {
                name: other.account.id,
                access: { kind: 'default-chain' },
                endpointUrl: other.url,
              },
            });
            await busy.startScan({ body: { accountId } });
          }
          const during = asking();
          const asked = Date.now();
          const { id } = await installation.scan(calm);
          await until("tenant B's scan has started", 60_000, async () => {
            const scan = await calm.api.getScan({ params: { scanId: id } });
            return scan.state !== 'queued';
          });
          const startedAfter = (Date.now() - asked) / 1_000;
          const ended = await until("tenant B's scan has ended", 300_000, async () => {
            const scan = await calm.api.getScan({ params: { scanId: id } });
            return scan.endedAt !== null;
          });
          const left = (await busy.listScans({ query: { state: ['queued', 'running'], limit: 100 } })).items.length;
          await during.stop();
          const [usual, busyP95] = [quantile(before.answers, 0.95), quantile(during.answers, 0.95)];
          tell(
            `B's scan started after ${startedAfter.toFixed(1)} s and ended after ${(startedAfter + ended).toFixed(1)} s, with ${left} of A's to go; p95 ${usual} → ${busyP95} ms`,
          );
          assert.deepEqual(
            during.answers.filter(({ status }) => status !== 200),
            [],
          );
          // One machine does everything here, so its processor is shared: what is asserted is that nobody waits for A's queue.
          assert.ok(busyP95 <= longestMs, `B's p95 rose from ${usual} to ${busyP95} ms.`);
          await until(
            'all scans of tenant A have ended',
            900_000,
            async () => {
              const { items } = await busy.listScans({ query: { state: ['queued', 'running'], limit: 100 } });
              return items.length === 0 || `${items.length} to go`;
            },
            1_000,
          );
          const { items } = await busy.listScans({ query: { limit: 100 } });
          assert.deepEqual(
            items.filter(({ state }) => state !== 'complete' && state !== 'partial'),
            [],
          );
        } finally {
          for (const other of others) await other.close();
        }
      }),
    ),
};
