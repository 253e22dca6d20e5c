/** K01: the object store cannot be written or read for a while. */
import assert from 'node:assert/strict';
import { renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Suite } from './chaos-run.js';
import { untilEnded } from './installation.js';
import { assertSame, undisturbed } from './reference.js';
import { untilSettled } from './tenant-state.js';
import { pause, until } from './until.js';
import { withInstallation } from './with-installation.js';

export const objectStore: Suite = {
  id: 'K01-store',
  title: 'the object store may fail for a while',
  run: (run) =>
    withInstallation(run, {}, async (installation) => {
      const reference = await undisturbed(installation);
      const folder = path.join(installation.folder, 'snapshots');
      for (const seconds of [3, 8])
        await run.test(`away for ${seconds} s`, async (tell) => {
          const tenant = await installation.newTenant();
          installation.account.beginAgain();
          const { id } = await installation.scan(tenant);
          await pause(run.random.whole(100, 1_500));
          renameSync(folder, `${folder}.away`);
          // A file in its place: whoever runs this may be allowed to do anything to a folder.
          writeFileSync(folder, '');
          const red = until('somebody tells that it is not ready', 20_000, async () =>
            (await Promise.all(installation.everything.map((process) => process.readiness()))).includes(503),
          );
          await pause(seconds * 1_000);
          rmSync(folder);
          renameSync(`${folder}.away`, folder);
          const back = Date.now();
          const scan = await untilEnded(tenant, id, 120_000);
          await untilSettled(installation, tenant, 180_000);
          tell(
            `settled ${((Date.now() - back) / 1_000).toFixed(1)} s after it was back; red after ${(await red).toFixed(1)} s`,
          );
          assert.equal(scan.state, reference.scan.state);
          await assertSame(installation, tenant, reference);
        });
    }),
};
