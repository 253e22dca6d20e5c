/** `node tools/fuzz.mjs [--cases 2000] [--seed 7]`: starts the platform on a database of its own and sends every operation that many requests. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createDatabase, startPostgres, withDatabase } from '@cspmexa/platform';
import { fuzz } from './run.js';
import { Sessions } from './sessions.js';
import { startWholePlatform } from './whole-platform.js';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '200' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const [cases, seed] = [Number(values.cases), Number(values.seed)];
const folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-fuzz-database-'));
const ends: (() => Promise<void>)[] = [async () => rmSync(folder, { recursive: true, force: true })];
try {
  const postgres = await startPostgres({ directory: folder, durable: false });
  ends.push(() => postgres.stop());
  const url = withDatabase(`${postgres.url}/postgres`, { database: 'fuzz' });
  await createDatabase(url);
  const platform = await startWholePlatform(url);
  ends.push(() => platform.stop());
  // A session may ask 600 times a minute; a few hundred of them wait for nobody.
  const sessions = await Sessions.start(platform.site, 'Ana Souza', 50);
  const { requests, faults, statuses, succeeded, operations } = await fuzz({
    site: platform.site,
    sessions,
    cases,
    seed,
  });
  for (const fault of faults) process.stdout.write(`${fault}\n`);
  process.stdout.write(
    `${requests} requests, seed ${seed}: ${faults.length} faults; ${succeeded.size} of ${operations.length} operations succeeded at least once; ${JSON.stringify(statuses)}\n`,
  );
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  for (const end of ends.reverse()) await end();
}
