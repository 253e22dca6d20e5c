/** A PostgreSQL database for one test file. */
import { createDatabase, migrate, newId, withDatabase } from '@cspmexa/platform';
import pg from 'pg';
import { testEnvironment } from './config.js';

export interface TestDatabase {
  /** postgresql://…/test_…?schema=… */
  readonly url: string;
  /** Drops it, whoever is connected. */
  drop(): Promise<void>;
}

/** Makes an empty database and applies the migrations of a folder, if one is given. */
export async function createTestDatabase(migrations?: string, schema = 'service'): Promise<TestDatabase> {
  const { postgresUrl } = testEnvironment();
  if (!postgresUrl) throw new Error('There is no PostgreSQL: this test belongs to the Jest project int.');
  const database = `test_${newId().replaceAll('-', '')}`;
  const url = withDatabase(postgresUrl, { database, schema });
  await createDatabase(url);
  if (migrations) await migrate({ url, directory: migrations });
  return {
    url,
    async drop() {
      const client = new pg.Client({ connectionString: withDatabase(postgresUrl, { database: 'postgres' }) });
      await client.connect();
      await client.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`);
      await client.end();
    },
  };
}
