/** tools/prisma.mjs: Prisma's own commands in the folder of a service, with nothing to download. */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { migrate } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createTestDatabase } from './test-database.js';

const root = path.resolve(import.meta.dirname, '../../..');
const folder = mkdtempSync(path.join(os.tmpdir(), 'prisma-'));
const migrations = path.join(folder, 'prisma/migrations');
const prisma = (args: string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [path.join(root, 'tools/prisma.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: `${path.dirname(process.execPath)}:/usr/bin:/bin`, HOME: folder, ...env },
  });
const sqlOf = (name: string) => {
  const found = readdirSync(migrations).find((entry) => entry.endsWith(`_${name}`));
  return found ? readFileSync(path.join(migrations, found, 'migration.sql'), 'utf8') : undefined;
};

beforeAll(() => {
  mkdirSync(path.join(folder, 'prisma'));
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  cpSync(path.join(root, 'libs/testkit/prisma.config.ts'), path.join(folder, 'prisma.config.ts'));
  cpSync(path.join(root, 'libs/testkit/prisma/schema.prisma'), path.join(folder, 'prisma/schema.prisma'));
  writeFileSync(path.join(folder, 'package.json'), '{"name":"@cspmexa/new-service"}');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('prisma without a download', () => {
  it('generates a client', () => {
    expect(prisma(['generate'])).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('Generated Prisma Client'),
    });
    expect(readdirSync(path.join(folder, 'src/generated/prisma'))).toContain('client.ts');
  }, 60_000);

  it('writes migrations one after the other on a database of its own', () => {
    expect(prisma(['migrate', 'dev', '--name', 'init']).status).toBe(0);
    appendFileSync(path.join(folder, 'prisma/schema.prisma'), '\nmodel More {\n  id Int @id\n}\n');
    expect(prisma(['migrate', 'dev', '--name', 'more']).status).toBe(0);
    expect(sqlOf('init')).toContain('CREATE TABLE "outbox"');
    expect(sqlOf('more')?.trim()).toBe(
      '-- CreateTable\nCREATE TABLE "More" (\n    "id" INTEGER NOT NULL,\n\n    CONSTRAINT "More_pkey" PRIMARY KEY ("id")\n);',
    );
  }, 120_000);

  it('agrees with our own runner about what is applied, and sees drift', async () => {
    const { url, drop } = await createTestDatabase(undefined, 'new_service');
    expect(await migrate({ url, directory: migrations })).toHaveLength(2);
    expect(prisma(['migrate', 'status'], { DATABASE_URL: url }).stdout).toContain('Database schema is up to date!');
    const diff = [
      'migrate',
      'diff',
      '--from-migrations',
      'prisma/migrations',
      '--to-schema',
      'prisma/schema.prisma',
      '--exit-code',
    ];
    expect(prisma(diff, { DATABASE_URL: url }).status).toBe(0);
    appendFileSync(path.join(folder, 'prisma/schema.prisma'), '\nmodel Drift {\n  id Int @id\n}\n');
    expect(prisma(diff, { DATABASE_URL: url }).status).toBe(2);
    await drop();
  }, 120_000);

  it('names a database that is not there', () => {
    const result = prisma(['migrate', 'deploy'], { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' });
    expect(result.status).toBe(1);
    expect(result.stderr).toMatch(/Can't reach database server|P1001/);
  }, 60_000);

  it('is our schema engine, executable as git keeps it', () => {
    expect(execFileSync(path.join(root, 'tools/schema-engine.mjs'), ['--version'], { encoding: 'utf8' })).toMatch(
      /^schema-engine-cli [0-9a-f]{40}\n$/,
    );
  });
});
