import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { newId } from '@cspmexa/platform';
import { createTestDatabase, openOwnerPool, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { notificationMigrations } from './database.js';

const version = '20261123090000_daily_work';

describe('the database of an older version', () => {
  let base: TestDatabase;
  let owner: pg.Pool;
  const login = `test_owner_${newId().replaceAll('-', '')}`;
  beforeAll(async () => {
    const older = await mkdtemp(path.join(tmpdir(), 'cspmexa-older-'));
    const names = (await readdir(notificationMigrations)).filter((name) => name < version);
    for (const name of names)
      await cp(path.join(notificationMigrations, name), path.join(older, name), { recursive: true });
    base = await createTestDatabase(older, 'notification');
    await rm(older, { recursive: true });
    owner = openOwnerPool(base.url);
    // A login that owns the tables and nothing more: row-level security holds it back, too.
    await owner.query(`create role ${login}`);
    await owner.query(`alter schema notification owner to ${login}`);
    for (const table of ['alert_rule', 'delivery', 'notice', 'account_name'])
      await owner.query(`alter table ${table} owner to ${login}`);
  }, 60_000);
  afterAll(async () => {
    await owner.query(`drop owned by ${login} cascade`);
    await owner.query(`drop role ${login}`);
    await owner.end();
    await base.drop();
  });

  it('keeps the windows of its rules, what it was about to tell, and what it sent', async () => {
    const tenantId = '5b0d6c1e-2f3a-4b5c-8d7e-9f0a1b2c3d4e';
    const [one, other, open, access] = ['1', '2', '3', '4'].map((n) => `${n}0000000-0000-4000-8000-000000000000`);
    const client = await owner.connect();
    try {
      await client.query(
        `insert into alert_rule (tenant_id, id, name, enabled, min_severity, account_ids, services, recipients, window_minutes, created_at)
         values ($1, $2, 'a', true, 'high', '{}', '{}', '[]', 5, now()), ($1, $3, 'b', true, 'high', '{}', '{}', '[]', 1440, now())`,
        [tenantId, one, other],
      );
      await client.query(
        `insert into delivery (tenant_id, id, recipient, language, state, open, due_at, created_at) values
         ($1, $2, 'a@x.io', 'en', 'queued', true, now(), now()), ($1, $3, 'a@x.io', 'en', 'sent', false, now(), now())`,
        [tenantId, open, access],
      );
      await client.query(
        `insert into notice (tenant_id, recipient, change_id, delivery_id, reopened, facts, created_at) values ($1, 'a@x.io', $2, $3, false, '{}', now())`,
        [tenantId, one, open],
      );
      await client.query(`set role ${login}`);
      await client.query(await readFile(path.join(notificationMigrations, version, 'migration.sql'), 'utf8'));
      await client.query('reset role');

      const rules = await client.query(
        'select timing, q, to_owners, time_zone, quiet_hours from alert_rule order by id',
      );
      const otherwise = { q: '', to_owners: false, time_zone: 'UTC', quiet_hours: null };
      expect(rules.rows).toEqual([
        { timing: { kind: 'instant', windowMinutes: 5 }, ...otherwise },
        { timing: { kind: 'instant', windowMinutes: 1440 }, ...otherwise },
      ]);
      expect((await client.query('select kind, bundle, open from delivery order by id')).rows).toEqual([
        { kind: 'instant', bundle: '', open: true },
        { kind: 'security', bundle: '', open: false },
      ]);
      expect((await client.query('select bundle, rules from notice')).rows).toEqual([{ bundle: '', rules: [] }]);
      const { rows: forced } = await client.query(
        `select relname from pg_class where relnamespace = 'notification'::regnamespace and relname in ('alert_rule', 'delivery', 'notice')
         and relrowsecurity and relforcerowsecurity`,
      );
      expect(forced).toHaveLength(3);
    } finally {
      client.release();
    }
  });
});
