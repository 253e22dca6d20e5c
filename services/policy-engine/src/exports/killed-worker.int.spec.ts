/** An export outlives the process that was making it. */
import { once } from 'node:events';
import path from 'node:path';
import type { Export } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually, runTypeScript } from '@cspmexa/testkit';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';
import { claimExport } from './export-sql.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
  await engine.collect(1, [buckets([bucket('reports', 'Never')])]);
}, 60_000);
afterAll(() => engine?.stop(), 30_000);

const rowOf = async (id: string) =>
  (
    await engine.owner.query<{
      state: Export['state'];
      attempts: number;
      object_key: string | null;
      lease_until: Date;
    }>('select state, attempts, object_key, lease_until from exports where id = $1', [id])
  ).rows[0];

it('is begun again by another worker when its own was killed with the file written', async () => {
  const ana = await engine.client({ email: 'ana@example.com' });
  // Not yet for the worker of the test.
  await engine.owner.query(
    `create function later() returns trigger language plpgsql as $$ begin new.lease_until := '2026-03-01T13:00Z'; return new; end $$;
     create trigger later before insert on exports for each row execute function later()`,
  );
  const { id } = await ana.startExport({ body: { of: 'findings', q: 'is:open', format: 'csv' } });
  const child = runTypeScript(path.join(import.meta.dirname, '../main.ts'), [], {
    DATABASE_URL: engine.databaseUrl,
    SNAPSHOT_STORE: `file://${engine.folder}`,
    PORT: '0',
    LOG_LEVEL: 'silent',
    FAULT_POINT: 'export.written',
  });
  // The clock of the process is that of the machine, by which the export has long been due.
  const [, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null]; // as documented
  expect(signal).toBe('SIGKILL');
  const left = await rowOf(id);
  expect(left).toMatchObject({ state: 'running', attempts: 1, object_key: null });
  expect(await engine.objects.has(`exports/${engine.tenantId}/${id}/1`)).toBe(true);
  // While the lease holds nobody else begins.
  const leaseEnds = left?.lease_until.getTime() ?? 0;
  const claim = (at: number) => engine.database.acrossTenants((tx) => claimExport(tx, newId(), new Date(at)));
  expect(await claim(leaseEnds - 1)).toBeUndefined();
  engine.clock.set(new Date(leaseEnds));
  await eventually(async () => expect(await rowOf(id)).toMatchObject({ state: 'done', attempts: 2 }), 20_000);
  expect((await rowOf(id))?.object_key).toBe(`exports/${engine.tenantId}/${id}/2`);
  expect(await ana.getExport({ params: { exportId: id } })).toMatchObject({ state: 'done', rows: 1, total: 1 });
}, 90_000);
