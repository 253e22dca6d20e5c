import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createSampleDatabase, createTestDatabase, openSampleDatabase } from '@cspmexa/testkit';
import { afterAll, describe, expect, it } from '@jest/globals';
import { messagingMigrationSql } from './schema.js';

const folder = mkdtempSync(path.join(os.tmpdir(), 'messaging-'));
afterAll(() => rmSync(folder, { recursive: true }));

const shape = `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
  where table_schema = current_schema() and table_name in ('outbox', 'inbox') order by 1, 2`;
const indexes = `select indexname, replace(indexdef, current_schema(), '') as definition from pg_indexes
  where schemaname = current_schema() and tablename in ('outbox', 'inbox') order by 1`;

describe('the migration that services paste', () => {
  it('makes the tables that Prisma makes of the models that they paste', async () => {
    mkdirSync(path.join(folder, '1_messaging'));
    writeFileSync(path.join(folder, '1_messaging/migration.sql'), messagingMigrationSql);
    const pasted = await createTestDatabase(folder, 'sample');
    const database = openSampleDatabase(pasted.url);
    const sample = await createSampleDatabase();
    for (const query of [shape, indexes]) {
      const { rows } = await database.pool.query(query);
      expect(rows.length).toBeGreaterThan(3);
      expect(rows).toEqual((await sample.database.pool.query(query)).rows);
    }
    await database.close();
    await pasted.drop();
    await sample.drop();
  });
});
