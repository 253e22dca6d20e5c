/** The logins of an embedded server, on a fresh folder and on one of an older version. */
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { notificationMigrations, openNotificationDatabase } from '@cspmexa/notification';
import { createDatabase, migrate, prepareDatabase, startPostgres, type EmbeddedPostgres } from '@cspmexa/platform';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import pg from 'pg';
import { databasePasswords } from './data-folder.js';
import { embeddedDatabase, embeddedLogins, prepareEmbedded } from './database-urls.js';
import { migrateAll } from './platform.js';

const tenantId = '6f1c1f0e-7d3a-4a55-9d1c-0a4f8f6f0c11';
let folder: string;
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'cspmexa-urls-'));
  postgres = await startPostgres({ directory: path.join(folder, 'postgres'), durable: false });
}, 60_000);
afterAll(async () => {
  await postgres.stop();
  for (const each of [postgres.directory, folder]) rmSync(each, { recursive: true, force: true });
}, 30_000);

const logins = () => databasePasswords(folder, embeddedLogins);

async function ask<Row extends object>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: embeddedDatabase(postgres.url) });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

it('takes over what an older version made as the superuser, and keeps its rows (R04)', async () => {
  const old = path.join(folder, 'old');
  for (const name of readdirSync(notificationMigrations).filter((each) => each < '20261122'))
    cpSync(path.join(notificationMigrations, name), path.join(old, name), { recursive: true });
  const asSuperuser = `${embeddedDatabase(postgres.url)}?schema=notification`;
  await createDatabase(asSuperuser);
  await migrate({ url: asSuperuser, directory: old });
  await ask(`insert into notification.account_name values ('${tenantId}', gen_random_uuid(), 'Production')`);

  const databases = await prepareEmbedded(postgres.url, logins());
  const applied = await migrateAll(databases);
  expect(applied['notification']).toContain('20261122110000_row_level_security');

  const database = openNotificationDatabase(databases.urlOf('notification'));
  try {
    expect(await database.withTenant(tenantId, (tx) => tx.accountName.findMany())).toMatchObject([
      { name: 'Production' },
    ]);
    expect(await database.withTenant(crypto.randomUUID(), (tx) => tx.accountName.count())).toBe(0);
    expect(await database.client.accountName.count()).toBe(1);
  } finally {
    await database.close();
  }
}, 60_000);

it('has an owner that is no superuser, and logins that the database holds back even in production (R04)', async () => {
  const databases = await prepareEmbedded(postgres.url, logins());
  const settings = {
    DATABASE_URL: databases.urlOf('notification'),
    DATABASE_OWNER_URL: databases.ownerOf('notification'),
    NODE_ENV: 'production',
  };
  await prepareDatabase(settings, notificationMigrations);
  const owners = await ask(
    `select distinct tableowner::text as owner, rolsuper or rolbypassrls as mighty from pg_tables join pg_roles on rolname = tableowner
     where schemaname in ('auth', 'collector', 'policy_engine', 'notification')`,
  );
  expect(owners).toEqual([{ owner: 'cspmexa_owner', mighty: false }]);
  const mighty = await ask(
    `select rolname from pg_roles where rolname like 'cspmexa%' and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb)`,
  );
  expect(mighty).toEqual([]);
}, 60_000);

it('keeps the passwords over restarts, and to itself', async () => {
  expect(logins()).toEqual(logins());
  expect(Object.keys(logins()).sort()).toEqual([...embeddedLogins].sort());
  const file = path.join(folder, 'database-passwords.json');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(logins());
});
