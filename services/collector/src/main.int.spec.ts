/** The collector as a process of its own, killed while it scans. */
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { newId } from '@cspmexa/platform';
import { realisticAccount, startSandboxServer, type SandboxServer } from '@cspmexa/sandbox';
import { createTestDatabase, eventually, runTypeScript, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { collectorMigrations, openCollectorDatabase, startFirstScan, type CollectorDatabase } from './index.js';

const program = path.join(import.meta.dirname, 'main.ts');
const tenantId = newId();
const accountId = newId();

let children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
  children = [];
});

function start(env: Readonly<Record<string, string>>): ChildProcess {
  const child = runTypeScript(program, [], { PORT: '0', LOG_LEVEL: 'error', ...env });
  children.push(child);
  return child;
}

describe('a collector that is killed in the middle of a scan', () => {
  const aws = realisticAccount();
  let server: SandboxServer;
  let base: TestDatabase;
  let folder: string;
  let database: CollectorDatabase;
  beforeAll(async () => {
    server = await startSandboxServer(aws);
    base = await createTestDatabase(collectorMigrations, 'collector');
    folder = await mkdtemp(path.join(os.tmpdir(), 'cspmexa-collector-'));
    database = openCollectorDatabase(base.url);
  });
  afterAll(async () => {
    await database.close();
    await Promise.all([server.close(), base.drop(), rm(folder, { recursive: true, force: true })]);
  });

  it('is replaced by another one, which ends the scan with everything in it', async () => {
    const env = {
      DATABASE_URL: base.url,
      SNAPSHOT_STORE: pathToFileURL(folder).href,
      AWS_ENDPOINT_URL: server.url,
      AWS_ACCESS_KEY_ID: 'AKIASANDBOX',
      AWS_SECRET_ACCESS_KEY: 'sandbox',
      COLLECTOR_TICK_MS: '100',
      COLLECTOR_LEASE_SECONDS: '2',
      COLLECTOR_CONCURRENCY: '3',
    };
    const states = async (): Promise<string[]> => {
      const units = await database.withTenant(tenantId, (tx) => tx.unit.findMany({ where: { tenantId } }));
      return units.map(({ state }) => state);
    };
    const account = { accessKind: 'default-chain', externalId: 'x', createdAt: new Date() };
    await database.withTenant(tenantId, (tx) =>
      tx.account.create({ data: { tenantId, id: accountId, name: 'Own', ...account } }),
    );
    await startFirstScan(database, tenantId, accountId);

    aws.latencyMs = 20;
    const victim = start(env);
    await eventually(async () => expect(await states()).toContain('done'), 30_000);
    victim.kill('SIGKILL');
    await once(victim, 'exit');
    expect(await states()).toContain('queued');

    aws.latencyMs = 0;
    const successor = start(env);
    const scan = await eventually(async () => {
      const found = await database.withTenant(tenantId, (tx) => tx.scan.findFirstOrThrow({ where: { tenantId } }));
      expect(found.endedAt).not.toBeNull();
      return found;
    }, 60_000);
    expect(scan).toMatchObject({ state: 'complete', unitsFailed: 0, holes: 0 });
    expect(new Set(await states())).toEqual(new Set(['done']));
    const kept = await database.withTenant(tenantId, (tx) => tx.resource.count({ where: { tenantId } }));
    expect(kept).toBe(scan.resources);

    successor.kill('SIGTERM');
    expect(await once(successor, 'exit')).toEqual([0, null]);
  }, 120_000);
});

describe('a collector without its configuration', () => {
  it('says everything that is missing, and does not start', async () => {
    const child = start({ DATABASE_URL: '', SNAPSHOT_STORE: '' });
    expect(await once(child, 'exit')).toEqual([2, null]);
  }, 30_000);
});
