/** A small service's database, for the tests of what services share. */
import path from 'node:path';
import { Database } from '@cspmexa/platform';
import type pg from 'pg';
import { PrismaClient } from './generated/prisma/client.js';
import { openOwnerPool } from './owner-pool.js';
import { createTestDatabase } from './test-database.js';

/** Things, an outbox and an inbox. */
export class SampleDatabase extends Database<PrismaClient> {}

/** The folder of its migrations. */
export const sampleMigrations = path.join(import.meta.dirname, '../prisma/migrations');

/** A pool on a sample database that is there already. */
export const openSampleDatabase = (
  url: string,
  options: { poolSize?: number; backgroundPoolSize?: number; statementTimeoutMs?: number; waitMs?: number } = {},
): SampleDatabase => new SampleDatabase({ url, createClient: (adapter) => new PrismaClient({ adapter }), ...options });

/** A fresh sample database; `owner` is a pool of whoever owns it. `drop` closes both. */
export async function createSampleDatabase(): Promise<{
  url: string;
  database: SampleDatabase;
  owner: pg.Pool;
  drop(): Promise<void>;
}> {
  const { url, drop } = await createTestDatabase(sampleMigrations, 'sample');
  const database = openSampleDatabase(url);
  const owner = openOwnerPool(url);
  return {
    url,
    database,
    owner,
    drop: async () => {
      await Promise.all([database.close(), owner.end()]);
      await drop();
    },
  };
}
