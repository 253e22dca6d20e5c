/**
 * `prisma` for a service, without any download: run it with the service's folder as the working directory, for example
 * `node ../../tools/prisma.mjs generate` or `node ../../tools/prisma.mjs migrate dev --name add-labels`.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');
const offline = {
  // The native engine would be fetched from the vendor: ours comes with the lockfile.
  PRISMA_SCHEMA_ENGINE_BINARY: path.join(root, 'tools/schema-engine.mjs'),
  CHECKPOINT_DISABLE: '1',
  PRISMA_HIDE_UPDATE_MESSAGE: '1',
  NO_UPDATE_NOTIFIER: '1',
};
// `generate` reads no database, but the configuration names one.
const anyDatabase = { DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/none' };

if (!existsSync('prisma/schema.prisma')) {
  console.error('There is no prisma/schema.prisma here: run this in the folder of a service.');
  process.exit(2);
}
const cli = path.join(root, 'node_modules/prisma/build/index.js');
const args = process.argv.slice(2);
const { status, error } = spawnSync(process.execPath, [cli, ...args], {
  stdio: 'inherit',
  env: { ...(args[0] === 'migrate' || args[0] === 'db' ? {} : anyDatabase), ...process.env, ...offline },
});
if (error) throw error;
process.exit(status ?? 1);
