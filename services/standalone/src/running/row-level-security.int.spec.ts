/** R04: every table of every service is kept apart by the database, and a service works with a login that the database holds back. */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { authMigrations } from '@cspmexa/auth';
import { collectorMigrations } from '@cspmexa/collector';
import { createClient } from '@cspmexa/contracts';
import { InProcessCarrier } from '@cspmexa/messaging';
import { notificationConfig, notificationMigrations, startNotification } from '@cspmexa/notification';
import {
  createLogger,
  databaseRoles,
  migrate,
  monthPartitionsSql,
  prepareDatabase,
  rowLevelSecuritySql,
} from '@cspmexa/platform';
import { policyEngineMigrations } from '@cspmexa/policy-engine';
import { createTestDatabase, createTestIssuer, openOwnerPool, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type pg from 'pg';

const folders = {
  auth: authMigrations,
  collector: collectorMigrations,
  policy_engine: policyEngineMigrations,
  notification: notificationMigrations,
};

/** Tables whose rows are no tenant's, each with the reason; nobody but background work reads them. */
const ofNobody: Record<string, string> = {
  _prisma_migrations: 'what is applied',
  inbox: 'ids of messages that were handled; requests may add to it',
  storage_samples: 'sizes of tables',
  'collector.call_buckets': 'AWS counts the calls of an account, whichever tenants watch it',
  'auth.signing_key': 'signs the tokens of all',
  'auth.sign_in_attempt': 'who signs in is known only afterwards',
};
/** Tables that are kept apart by another column. */
const byOther: Record<string, string> = { 'auth.tenant': 'id' };
/** Unique keys without the tenant, each with the reason: nobody can learn of a foreign row by meeting its key. */
const keysOfAll: Record<string, string> = {
  outbox_pkey: 'random ids, found by relays of all tenants',
  'auth.refresh_token_pkey': 'the hash of 256 random bits is all that a browser sends',
  'auth.api_token_hash_key': 'the hash of 256 random bits is all that a program sends',
  'auth.revocation_pkey': 'one order for all, by which the gateways read on',
};
/** Tables that tell of accounts without a column that says so. */
const aboutAccounts: Record<string, string[]> = {
  collector: ['accounts', 'coverage', 'scan_costs', 'resource_versions', 'discovered_accounts'],
  policy_engine: ['accounts', 'judged_parts'],
  notification: ['delivery', 'notice'],
};
/** Tables with accounts that are no facts about accounts. */
const membersOwn: Record<string, string> = {
  'auth.member': 'the accounts that a member may see',
  'auth.invitation': 'the accounts that an invited person may see',
  'policy_engine.exports': 'the accounts that the file may tell of; nobody but its owner gets it',
};
/** What is done with the rights of the owner, and by whom. */
const ofOwner: Record<string, keyof typeof databaseRoles> = {
  'collector.make_month_partition': 'background',
  'collector.drop_month_partition': 'background',
  'collector.resources_with_tag': 'service',
  'collector.resources_with_text': 'service',
  'policy_engine.findings_with_text': 'service',
  'auth.prune_audit_entries': 'service',
};

const isListed = (list: object, schema: string, name: string): boolean => name in list || `${schema}.${name}` in list;

interface Table {
  readonly name: string;
  readonly key: string | null;
  readonly enabled: boolean;
  readonly forced: boolean;
  readonly policies: readonly string[];
  readonly service: boolean;
}

/** Logins that are made for the tests, and gone afterwards. */
const names = { owner: `owner_${randomUUID()}`, service: `service_${randomUUID()}`, guest: `guest_${randomUUID()}` };
const password = 'of the test';

/** A database of the owner, who is no superuser. */
async function ownedDatabase(schema: string) {
  const base = await createTestDatabase(undefined, schema);
  const superuser = openOwnerPool(base.url);
  await superuser.query(`alter database "${new URL(base.url).pathname.slice(1)}" owner to "${names.owner}"`);
  return {
    url: base.url,
    superuser,
    urlOf: (login: string): string => {
      const url = new URL(base.url);
      [url.username, url.password] = [login, password];
      return url.href;
    },
    async drop() {
      await superuser.end();
      await base.drop();
    },
  };
}

let server: TestDatabase;
let administrator: pg.Pool;
beforeAll(async () => {
  // Makes the roles of the cluster.
  server = await createTestDatabase(notificationMigrations);
  administrator = openOwnerPool(server.url);
  await administrator.query(`create role "${names.owner}" login createrole password '${password}'`);
  for (const role of Object.values(databaseRoles))
    await administrator.query(`grant ${role} to "${names.owner}" with admin option`);
});
afterAll(async () => {
  // The owner last: it has granted what the others have.
  for (const name of Object.values(names).reverse()) await administrator.query(`drop role if exists "${name}"`);
  await administrator.end();
  await server.drop();
});

describe.each(Object.entries(folders))('the database of %s (R04)', (schema, directory) => {
  let base: Awaited<ReturnType<typeof ownedDatabase>>;
  beforeAll(async () => {
    base = await ownedDatabase(schema);
    await migrate({ url: base.urlOf(names.owner), directory });
  });
  afterAll(() => base.drop());
  const tables = async (): Promise<Table[]> =>
    (
      await base.superuser.query<Table>(
        `select c.relname::text as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
           (select attname::text from pg_attribute where attrelid = c.oid and attname = $1 and not attisdropped) as key,
           coalesce((select array_agg(p.policyname || ' to ' || array_to_string(p.roles, ' ') || ' using ' || p.qual || ' check ' || p.with_check order by p.policyname)
              from pg_policies p where p.schemaname = $2 and p.tablename = c.relname and p.permissive = 'PERMISSIVE' and p.cmd = 'ALL'), '{}') as policies,
           has_table_privilege('${databaseRoles.service}', c.oid, 'select, insert, update, delete') as service
         from pg_class c where c.relnamespace = $2::regnamespace and c.relkind in ('r', 'p') order by 1`,
        ['tenant_id', schema],
      )
    ).rows;

  it('keeps each table with a tenant apart, partitions too, and names the others', async () => {
    const all = await tables();
    expect(all.length).toBeGreaterThan(5);
    const isApart = ({ name, key }: Table): boolean => key !== null || `${schema}.${name}` in byOther;
    expect(all.filter((table) => !isApart(table) && !isListed(ofNobody, schema, table.name))).toEqual([]);
    const wanted = (column: string): string[] => {
      const mine = `(${column} = ( SELECT (NULLIF(current_setting('app.tenant_id'::text, true), ''::text))::uuid AS "nullif"))`;
      return [
        `background to ${databaseRoles.background} using true check true`,
        `tenant to public using ${mine} check ${mine}`,
      ];
    };
    for (const { name, key, enabled, forced, policies } of all.filter(isApart))
      expect({ name, enabled, forced, policies }).toEqual({
        name,
        enabled: true,
        forced: true,
        policies: wanted(key ?? byOther[`${schema}.${name}`] ?? ''),
      });
  });

  it('limits each table that tells of an account, for members who may see some accounts only', async () => {
    const { rows } = await base.superuser.query<{ name: string; limited: boolean }>(
      `select c.relname::text as name, exists (select from pg_policies p where p.schemaname = $1 and p.tablename = c.relname
           and p.policyname = 'accounts' and p.permissive = 'RESTRICTIVE' and p.cmd = 'ALL' and p.roles = array['${databaseRoles.service}']::name[]
           and p.qual = p.with_check) as limited
       from pg_class c where c.relnamespace = $1::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
         and (c.relname = any($2::text[]) or exists (select from pg_attribute a where a.attrelid = c.oid and not a.attisdropped
           and a.attname = any(array['account_id', 'account_ids'])))`,
      [schema, aboutAccounts[schema] ?? []],
    );
    const isListed = ({ name }: { name: string }): boolean => `${schema}.${name}` in membersOwn;
    expect(rows.filter((row) => row.limited === isListed(row)).map(({ name }) => name)).toEqual([]);
    expect(rows.filter(({ limited }) => limited).length).toBeGreaterThanOrEqual(aboutAccounts[schema]?.length ?? 0);
  });

  it('keeps tables of no tenant from whoever answers requests', async () => {
    const open = (await tables()).filter(({ enabled, service }) => !enabled && service);
    expect(open.map(({ name }) => name)).toEqual(['inbox']);
    const { rows } = await base.superuser.query(
      `select table_name::text || ' ' || string_agg(privilege_type::text, ' ' order by privilege_type::text) as may from information_schema.role_table_grants
       where table_schema = $1 and grantee = $2 and table_name in ('inbox', 'audit_entries') group by table_name order by 1`,
      [schema, databaseRoles.service],
    );
    const inserts = schema === 'auth' ? ['audit_entries INSERT SELECT'] : [];
    expect(rows.map(({ may }) => may)).toEqual([...inserts, 'inbox INSERT SELECT']);
  });

  it('has the tenant in every unique key', async () => {
    const { rows } = await base.superuser.query<{ name: string; columns: string[] }>(
      `select i.indexrelid::regclass::text as name, array_agg(a.attname::text) as columns
       from pg_index i join pg_class c on c.oid = i.indrelid join pg_attribute a on a.attrelid = i.indexrelid
       where c.relnamespace = $1::regnamespace and i.indisunique
         and exists (select from pg_attribute t where t.attrelid = c.oid and t.attname = 'tenant_id')
       group by 1`,
      [schema],
    );
    expect(rows.length).toBeGreaterThan(4);
    const without = rows.filter(({ columns }) => !columns.includes('tenant_id')).map(({ name }) => name);
    expect(without.filter((name) => !isListed(keysOfAll, schema, name))).toEqual([]);
  });

  it('gives the rights of its owner to named functions alone', async () => {
    const { rows } = await base.superuser.query<{
      name: string;
      fixed: boolean;
      all: boolean;
      service: boolean;
      back: boolean;
    }>(
      `select proname::text as name, coalesce(proconfig::text like '%search_path=%', false) as fixed,
         has_function_privilege('public', oid, 'execute') as all, has_function_privilege($2, oid, 'execute') as service,
         has_function_privilege($3, oid, 'execute') as back
       from pg_proc where pronamespace = $1::regnamespace and prosecdef`,
      [schema, databaseRoles.service, databaseRoles.background],
    );
    const found = rows.map(({ name, fixed, all, service, back }) => {
      expect({ name, fixed, all, back }).toEqual({ name, fixed: true, all: false, back: true });
      return [`${schema}.${name}`, service ? 'service' : 'background'];
    });
    const wanted = Object.entries(ofOwner).filter(([name]) => name.startsWith(`${schema}.`));
    expect(found.sort()).toEqual(wanted.sort());
  });

  it('has it from the SQL that all services share', () => {
    const [folder] = readdirSync(directory).filter((name) => name.endsWith('_row_level_security'));
    const sql = readFileSync(path.join(directory, folder ?? '', 'migration.sql'), 'utf8');
    expect(sql).toContain(rowLevelSecuritySql);
    if (schema === 'collector') expect(sql).toContain(monthPartitionsSql(['resource_versions']));
  });
});

describe('the logins of a service (R04)', () => {
  let base: Awaited<ReturnType<typeof ownedDatabase>>;
  beforeAll(async () => {
    base = await ownedDatabase('notification');
  });
  afterAll(() => base.drop());

  const configOf = (more: object) =>
    notificationConfig.parse({
      PORT: 0,
      LOG_LEVEL: 'silent',
      MAIL_FROM: 'alerts@example.com',
      NODE_ENV: 'production',
      ...more,
    });

  it('are an owner who migrates and makes the other one, with which the whole service starts and serves', async () => {
    const issuer = await createTestIssuer();
    const carrier = new InProcessCarrier();
    const service = await startNotification(
      configOf({ DATABASE_URL: base.urlOf(names.service), DATABASE_OWNER_URL: base.urlOf(names.owner) }),
      { carrier, logger: createLogger({ name: 'test', level: 'silent' }), tokens: issuer.settings },
    );
    try {
      const clients = [randomUUID(), randomUUID()].map((tenantId) =>
        createClient({
          baseUrl: service.url,
          headers: async () => ({ authorization: await issuer.authorization({ tenantId, role: 'admin' }) }),
        }),
      );
      const [one, other] = clients;
      const rule = {
        name: 'mine',
        enabled: true,
        minSeverity: 'high' as const,
        accountIds: [],
        services: [],
        recipients: [{ email: 'ana@example.com', language: 'pt' as const }],
        timing: { kind: 'instant' as const, windowMinutes: 5 },
      };
      await one?.addAlertRule({ body: rule });
      expect((await one?.listAlertRules({ query: {} }))?.items).toMatchObject([{ name: 'mine' }]);
      expect((await other?.listAlertRules({ query: {} }))?.items).toEqual([]);
      expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
      const { rows } = await base.superuser.query(
        `select distinct usename::text as login from pg_stat_activity where datname = current_database() and application_name = 'notification'`,
      );
      expect(rows).toEqual([{ login: names.service }]);
    } finally {
      await service.stop();
      await carrier.close();
    }
    const { rows: owned } = await base.superuser.query(
      `select distinct tableowner::text as owner from pg_tables where schemaname = 'notification'`,
    );
    expect(owned).toEqual([{ owner: names.owner }]);
  }, 60_000);

  it('may be one that finds everything applied and changes nothing', async () => {
    expect(await migrate({ url: base.urlOf(names.service), directory: notificationMigrations })).toEqual([]);
    const folder = mkdtempSync(path.join(os.tmpdir(), 'more-'));
    mkdirSync(path.join(folder, '9_more'));
    writeFileSync(path.join(folder, '9_more/migration.sql'), 'create table more (id int)');
    await expect(migrate({ url: base.urlOf(names.service), directory: folder })).rejects.toThrow(
      /lacks 9_more.*set DATABASE_OWNER_URL/,
    );
    rmSync(folder, { recursive: true });
  });

  it.each([
    ['owns the tables', () => base.urlOf(names.owner), /owns tables/],
    ['is a superuser', () => base.url, /is a superuser/],
  ])('are refused in production when one %s, with what to do', async (_, url, reason) => {
    const carrier = new InProcessCarrier();
    const starting = startNotification(configOf({ DATABASE_URL: url() }), { carrier });
    await expect(starting).rejects.toMatchObject({ name: 'ConfigError', message: expect.stringMatching(reason) });
    await expect(starting).rejects.toThrow('DATABASE_OWNER_URL');
    await carrier.close();
  });

  it('are asked of an administrator when the owner may not make them', async () => {
    await base.superuser.query(`alter role "${names.owner}" nocreaterole`);
    const settings = { DATABASE_URL: base.urlOf(names.guest), DATABASE_OWNER_URL: base.urlOf(names.owner) };
    const starting = prepareDatabase(settings, notificationMigrations);
    await expect(starting).rejects.toThrow(`create role "${names.guest}" login noinherit password '…'`);
    await expect(starting).rejects.toThrow(
      `grant ${databaseRoles.service}, ${databaseRoles.background} to "${names.guest}"`,
    );
  });
});
