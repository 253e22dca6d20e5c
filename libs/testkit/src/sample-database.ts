/** A small service's database, for the tests of what services share. */
import path from 'node:path';
import { Database } from '@cspmexa/platform';
import { PrismaClient } from './generated/prisma/client.js';
import { createTestDatabase } from './test-database.js';

/** Things, an outbox and an inbox. */
export class SampleDatabase extends Database<PrismaClient> {}

/** The folder of its migrations. */
export const sampleMigrations = path.join(import.meta.dirname, '../prisma/migrations');

/** A pool on a sample database that is there already. */
export const openSampleDatabase = (
  url: string,
  options: { poolSize?: number; statementTimeoutMs?: number } = {},
): SampleDatabase => new SampleDatabase({ url, createClient: (adapter) => new PrismaClient({ adapter }), ...options });

/** A fresh sample database. `drop` closes it, too. */
export async function createSampleDatabase(): Promise<{
  url: string;
  database: SampleDatabase;
  drop(): Promise<void>;
}> {
  const { url, drop } = await createTestDatabase(sampleMigrations, 'sample');
  const database = openSampleDatabase(url);
  return {
    url,
    database,
    drop: async () => {
      await database.close();
      await drop();
    },
  };
}
