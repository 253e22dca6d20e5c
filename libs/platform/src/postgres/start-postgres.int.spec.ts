import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import readline from 'node:readline';
import { eventually, runTypeScript } from '@cspmexa/testkit';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { freePort, startPostgres } from './start-postgres.js';

const program = path.join(import.meta.dirname, '../../test/postgres-process.ts');
const isRoot = process.getuid?.() === 0;
let directory: string;
const folders = new Set<string>();

function newDirectory(): void {
  directory = mkdtempSync(path.join(os.tmpdir(), 'postgres-test-'));
  // Reachable for the server's user; one test takes that away.
  chmodSync(directory, 0o711);
  folders.add(directory);
}

beforeEach(newDirectory);
afterEach(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  folders.clear();
});

const start = async (port?: number) => {
  const postgres = await startPostgres({ directory, durable: false, ...(port ? { port } : {}) });
  folders.add(postgres.directory);
  return postgres;
};

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: `${url}/postgres` });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

async function runOwner(): Promise<{ child: ChildProcess; url: string }> {
  const child = runTypeScript(program, [directory]);
  const [url] = await once(readline.createInterface({ input: child.stdout ?? process.stdin }), 'line');
  return { child, url: String(url) };
}

describe('the embedded PostgreSQL', () => {
  it('keeps data and password over a restart, and the password to its owner', async () => {
    const first = await start();
    await query(first.url, 'create table kept (id int)');
    await first.stop();
    const second = await start();
    expect(await query(second.url, 'select count(*)::int as rows from kept')).toEqual([{ rows: 0 }]);
    expect(statSync(path.join(second.directory, 'password')).mode & 0o777).toBe(0o600);
    expect(new URL(second.url).password.length).toBeGreaterThan(20);
    await expect(query(second.url.replace(/:[^:@]+@/, ':wrong@'), 'select 1')).rejects.toThrow(/password/);
    await Promise.all([second.stop(), second.stop()]);
    await expect(query(second.url, 'select 1')).rejects.toThrow(/ECONNREFUSED/);
  }, 30_000);

  it('ends when the process that started it is killed, and starts again on the same data', async () => {
    const { child, url } = await runOwner();
    await query(url, 'create table before (id int)');
    child.kill('SIGKILL');
    await eventually(() => expect(query(url, 'select 1')).rejects.toThrow(/ECONNREFUSED|terminat|shutting/), 10_000);
    const again = await start();
    expect(await query(again.url, 'select count(*)::int as rows from before')).toEqual([{ rows: 0 }]);
    await again.stop();
  }, 40_000);

  it('does not touch data that another process is using, and says which', async () => {
    const { child, url } = await runOwner();
    await expect(start()).rejects.toThrow(new RegExp(`Another process \\(${child.pid}\\) is using`));
    expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    child.kill('SIGKILL');
    await eventually(() => expect(query(url, 'select 1')).rejects.toThrow(), 10_000);
  }, 40_000);

  it('is not misled by a stale lock file whose number another program has now', async () => {
    const first = await start();
    await first.stop();
    const innocent = spawn('sleep', ['60']);
    writeFileSync(path.join(first.directory, 'data/postmaster.pid'), `${innocent.pid}\n${first.directory}/data\n`);
    const second = await start();
    expect(innocent.exitCode).toBeNull();
    innocent.kill();
    await second.stop();
  }, 30_000);

  it('begins again when the first start was interrupted', async () => {
    mkdirSync(path.join(directory, 'data.part'));
    writeFileSync(path.join(directory, 'data.part/PG_VERSION'), '18');
    const postgres = await start();
    expect(await query(postgres.url, 'select 1 as one')).toEqual([{ one: 1 }]);
    await postgres.stop();
  }, 30_000);

  it('says that a port is taken', async () => {
    const port = await freePort();
    const first = await start(port);
    newDirectory();
    await expect(start(port)).rejects.toThrow(`Port ${port} is taken`);
    await first.stop();
  }, 30_000);

  (isRoot ? it : it.skip)(
    'works as root in a private folder, with data that only the server can read',
    async () => {
      chmodSync(directory, 0o700);
      const postgres = await start();
      expect(postgres.directory).toMatch(/^\/var\/tmp\/cspmexa-data-/);
      const data = statSync(path.join(postgres.directory, 'data'));
      expect(data.uid).not.toBe(0);
      expect(data.mode & 0o077).toBe(0);
      await postgres.stop();
      const again = await start();
      expect(again.directory).toBe(postgres.directory);
      expect(readFileSync(path.join(again.directory, 'owner.pid'), 'utf8')).toBe(String(process.pid));
      await again.stop();
    },
    30_000,
  );
});
