/** An export outlives the process that was making it. */
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ApiClient, Export } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually, runTypeScript } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { bucket, buckets } from '../../test/sample-units.js';
import { claimExport } from './export-sql.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
  await engine.collect(1, [buckets([bucket('reports', 'Never')])]);
  // Not yet for the worker of the test.
  await engine.owner.query(
    `create function later() returns trigger language plpgsql as $$ begin new.lease_until := '2026-03-01T13:00Z'; return new; end $$;
     create trigger later before insert on exports for each row execute function later()`,
  );
}, 60_000);
beforeEach(() => engine.clock.set(new Date(startTime)));
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

/** Asks for an export that the engine of the test begins in an hour of its own clock, and a process of its own at once. */
const begin = async (body: Parameters<ApiClient['startExport']>[0]['body'], env: Readonly<Record<string, string>>) => {
  const ana = await engine.client({ email: 'ana@example.com' });
  const { id } = await ana.startExport({ body });
  const child = runTypeScript(path.join(import.meta.dirname, '../main.ts'), [], {
    DATABASE_URL: engine.databaseUrl,
    SNAPSHOT_STORE: `file://${engine.folder}`,
    PORT: '0',
    LOG_LEVEL: 'silent',
    ...env,
  });
  // The clock of the process is that of the machine, by which the export has long been due.
  return { ana, id, child, gone: once(child, 'exit') as Promise<[number | null, NodeJS.Signals | null]> }; // as documented
};

/** While the lease of who was killed holds nobody else begins; then the engine of the test does. */
const inherits = async (id: string): Promise<void> => {
  const leaseEnds = (await rowOf(id))?.lease_until.getTime() ?? 0;
  const claim = (at: number) => engine.database.acrossTenants((tx) => claimExport(tx, newId(), new Date(at)));
  expect(await claim(leaseEnds - 1)).toBeUndefined();
  engine.clock.set(new Date(leaseEnds));
  await eventually(async () => expect(await rowOf(id)).toMatchObject({ state: 'done', attempts: 2 }), 60_000);
  expect((await rowOf(id))?.object_key).toBe(`exports/${engine.tenantId}/${id}/2`);
};

it('is begun again by another worker when its own was killed with the file written', async () => {
  const { ana, id, gone } = await begin(
    { of: 'findings', q: 'policy:test-s3-bucket-versioned', format: 'csv' },
    { FAULT_POINT: 'export.written' },
  );
  expect((await gone)[1]).toBe('SIGKILL');
  expect(await rowOf(id)).toMatchObject({ state: 'running', attempts: 1, object_key: null });
  expect(await engine.objects.has(`exports/${engine.tenantId}/${id}/1`)).toBe(true);
  await inherits(id);
  expect(await ana.getExport({ params: { exportId: id } })).toMatchObject({ state: 'done', rows: 1, total: 1 });
}, 90_000);

it('is begun again, and is whole, when its worker was killed half-way through the rows', async () => {
  const count = 4_000;
  await insertFindings(engine, engine.tenantId, [newId(), newId()], count);
  const { ana, id, child, gone } = await begin(
    { of: 'findings', q: '-policy:test-s3-bucket-versioned', format: 'pdf' },
    {},
  );
  const folder = path.join(engine.folder, 'exports', engine.tenantId, id);
  // It has begun to write, and is seconds away from the end.
  await eventually(async () => expect(await readdir(folder).catch(() => [])).toHaveLength(1), 60_000);
  child.kill('SIGKILL');
  await gone;
  expect(await rowOf(id)).toMatchObject({ state: 'running', attempts: 1, object_key: null });
  expect(await engine.objects.has(`exports/${engine.tenantId}/${id}/1`)).toBe(false);
  await inherits(id);
  expect(await ana.getExport({ params: { exportId: id } })).toMatchObject({ state: 'done', rows: count, total: count });
}, 120_000);
