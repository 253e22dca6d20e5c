/**
 * `prisma` for a service, without any download. Run it with the service's folder as the working directory:
 *   node ../../tools/prisma.mjs generate
 *   node ../../tools/prisma.mjs migrate dev --name add-labels     (writes the next migration)
 * Without DATABASE_URL, commands that need a database get an embedded one that is gone afterwards.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const args = process.argv.slice(2);
if (!existsSync('prisma/schema.prisma')) {
  console.error('There is no prisma/schema.prisma here: run this in the folder of a service.');
  process.exit(2);
}
const needsDatabase = ['migrate', 'db'].includes(args[0]) && !process.env.DATABASE_URL;
process.exitCode = needsDatabase ? await withEmbedded(run) : await run(process.env.DATABASE_URL);

/** Runs the CLI; `url` may be missing for commands that read no database, though the configuration names one. */
async function run(url = 'postgresql://nobody@127.0.0.1:1/none') {
  const child = spawn(process.execPath, [path.join(root, 'node_modules/prisma/build/index.js'), ...args], {
    stdio: 'inherit',
    env: {
      ...process.env,
      DATABASE_URL: url,
      // The native engine would be fetched from the vendor: ours comes with the lockfile.
      PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'tools/schema-engine.mjs'),
      CHECKPOINT_DISABLE: '1',
      PRISMA_HIDE_UPDATE_MESSAGE: '1',
    },
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

async function withEmbedded(work) {
  await import('../libs/testkit/src/servers/typescript-hooks.mjs');
  const { startPostgres } = await import('../libs/platform/src/postgres/start-postgres.ts');
  const { createDatabase } = await import('../libs/platform/src/database/migrate.ts');
  const directory = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-prisma-'));
  let postgres;
  try {
    postgres = await startPostgres({ directory, durable: false });
    const url = `${postgres.url}/service?schema=${schemaName()}`;
    await createDatabase(url);
    return await work(url);
  } finally {
    await postgres?.stop();
    for (const folder of [directory, postgres?.directory]) if (folder) rmSync(folder, { recursive: true, force: true });
  }
}

/** Each service has a schema of its name. */
function schemaName() {
  const { name } = JSON.parse(readFileSync('package.json', 'utf8'));
  return name.replace(/^.*\//, '').replaceAll('-', '_');
}
