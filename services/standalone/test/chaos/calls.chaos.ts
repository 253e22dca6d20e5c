/** A02: the calls that a scan reports are those that AWS saw. */
import assert from 'node:assert/strict';
import type { Scan } from '@cspmexa/contracts';
import type { Suite } from './chaos-run.js';
import { untilEnded } from './installation.js';
import { undisturbed } from './reference.js';
import { pause, until } from './until.js';
import { mend, withInstallation } from './with-installation.js';

/** What a killed worker asked after it had last noted what it had asked, in milliseconds, with room for a busy machine. */
const unnotedMs = 2_500;

export const calls: Suite = {
  id: 'A02',
  title: 'the calls that a scan reports are those that AWS saw',
  run: (run) =>
    withInstallation(run, { replicas: { collector: 1 }, watched: { latencyMs: 600 } }, async (installation) => {
      await run.test('undisturbed', async (tell) => {
        const { scan } = await undisturbed(installation);
        tell(`${installation.account.calls} calls at AWS, ${reported(scan)} reported`);
        assert.equal(reported(scan), installation.account.calls);
      });
      await run.test('with a collector killed in the middle', async (tell) => {
        const tenant = await installation.newTenant();
        installation.account.beginAgain();
        const counted: { at: number; calls: number }[] = [];
        const count = setInterval(() => counted.push({ at: Date.now(), calls: installation.account.calls }), 50);
        try {
          const { id } = await installation.scan(tenant);
          await until('calls are made', 30_000, () => installation.account.calls > 20, 5);
          await pause(run.random.whole(2_300, 3_200));
          await installation.process('collector').end('SIGKILL');
          const killed = Date.now();
          const before = counted.findLast(({ at }) => at < killed - unnotedMs)?.calls ?? 0;
          const lately = installation.account.calls - before;
          await mend(installation);
          const scan = await untilEnded(tenant, id, 120_000);
          const [seen, said] = [installation.account.calls, reported(scan)];
          tell(
            `${seen} calls at AWS, ${said} reported; ${lately} were made in the last ${unnotedMs / 1_000} s of the killed`,
          );
          assert.ok(said <= seen, 'More is reported than was asked.');
          assert.ok(seen - said <= lately, `${seen - said} calls are missing.`);
        } finally {
          clearInterval(count);
          await mend(installation);
        }
      });
    }),
};

const reported = ({ counts }: Scan): number => counts.calls + counts.retries;
