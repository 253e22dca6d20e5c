/** `cspmexa migrate`: brings a database up to date without starting anything. */
import { createDatabase } from '@cspmexa/platform';
import { exitCode } from '../exit-code.js';
import { configFromEnvironment } from '../running/config.js';
import { namedUrls } from '../running/database-urls.js';
import { migrateAll as applyAll } from '../running/platform.js';
import { UsageError } from '../usage.js';

/** Applies every service's migrations to DATABASE_URL, as DATABASE_OWNER_URL where it is set, a schema each. @returns the exit code. */
export async function migrate(): Promise<number> {
  const { DATABASE_URL, DATABASE_OWNER_URL } = configFromEnvironment();
  if (!DATABASE_URL) throw new UsageError(['Set DATABASE_URL to postgresql://user:password@host:5432/database.']);
  if (await createDatabase(DATABASE_OWNER_URL ?? DATABASE_URL)) process.stdout.write('database created\n');
  for (const [service, applied] of Object.entries(await applyAll(namedUrls({ DATABASE_URL, DATABASE_OWNER_URL }))))
    process.stdout.write(`${service}: ${applied.length > 0 ? applied.join(', ') : 'up to date'}\n`);
  return exitCode.clean;
}
