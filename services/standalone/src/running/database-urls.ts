/** Where the services find their databases, a schema each: as whom they migrate, and as whom they work. */
import { createDatabase, databaseRoles, withDatabase } from '@cspmexa/platform';
import pg from 'pg';
import type { StandaloneConfig } from './config.js';

/** The services that keep data, by the names of their schemas. */
export const schemas = ['auth', 'collector', 'policy_engine', 'notification'] as const;
export type Schema = (typeof schemas)[number];

/** postgresql://…?schema=… of the login that owns the tables, and of the one that a service works with. */
export interface DatabaseUrls {
  readonly ownerOf: (schema: Schema) => string;
  readonly urlOf: (schema: Schema) => string;
}

/** One login for all services of a database, and its owner where that is another one. */
export const namedUrls = ({
  DATABASE_URL: url,
  DATABASE_OWNER_URL: owner = url,
}: {
  readonly DATABASE_URL: string;
  readonly DATABASE_OWNER_URL?: StandaloneConfig['DATABASE_OWNER_URL'];
}): DatabaseUrls => ({
  ownerOf: (schema) => withDatabase(owner, { schema }),
  urlOf: (schema) => withDatabase(url, { schema }),
});

const owner = 'cspmexa_owner';
const loginOf = (schema: Schema): string => `cspmexa_${schema}`;

/** The logins of an embedded server. */
export const embeddedLogins: readonly string[] = [owner, ...schemas.map(loginOf)];

/** The database of an embedded server, for its superuser. `server` is its URL, without a database. */
export const embeddedDatabase = (server: string): string => withDatabase(`${server}/postgres`, { database: 'cspmexa' });

/**
 * Makes the database of an embedded server, an owner that is no superuser, and a login for each service that owns nothing. What an older
 * version of us has made as the superuser is handed over. `passwords` has one for each of `embeddedLogins`.
 */
export async function prepareEmbedded(
  server: string,
  passwords: Readonly<Record<string, string>>,
): Promise<DatabaseUrls> {
  const url = embeddedDatabase(server);
  await createDatabase(url);
  const client = new pg.Client({ connectionString: url, application_name: 'cspmexa start' });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>('select rolname::text as name from pg_roles');
    const known = new Set(rows.map(({ name }) => name));
    const groups = Object.values(databaseRoles);
    for (const group of groups) if (!known.has(group)) await client.query(`create role ${group}`);
    for (const login of embeddedLogins) {
      const rights = login === owner ? 'login inherit' : 'login noinherit';
      const password = pg.escapeLiteral(passwords[login] ?? '');
      await client.query(`${known.has(login) ? 'alter' : 'create'} role ${login} ${rights} password ${password}`);
    }
    await client.query(`grant ${groups.join(', ')} to ${embeddedLogins.join(', ')}`);
    await client.query(`alter database cspmexa owner to ${owner}`);
    const { rows: handovers } = await client.query<{ sql: string }>(handoverSql, [schemas, owner]);
    for (const { sql } of handovers) await client.query(sql);
  } finally {
    await client.end();
  }
  const as = (login: string, schema: Schema): string => {
    const made = new URL(withDatabase(url, { schema }));
    made.username = login;
    made.password = encodeURIComponent(passwords[login] ?? '');
    return made.href;
  };
  return { ownerOf: (schema) => as(owner, schema), urlOf: (schema) => as(loginOf(schema), schema) };
}

/** Statements that give the owner what is not its own. Sequences go with their tables. */
const handoverSql = `
  with ours as (select oid, nspname, nspowner from pg_namespace where nspname = any($1::name[])),
    owner as (select oid from pg_roles where rolname = $2)
  select format('alter schema %I owner to %I', nspname, $2::text) as sql from ours where nspowner <> (select oid from owner)
  union all
  select format('alter %s %s owner to %I', case relkind when 'v' then 'view' else 'table' end, c.oid::regclass, $2::text)
  from pg_class c join ours on ours.oid = c.relnamespace where relkind in ('r', 'p', 'v') and relowner <> (select oid from owner)
  union all
  select format('alter function %s owner to %I', p.oid::regprocedure, $2::text)
  from pg_proc p join ours on ours.oid = p.pronamespace where proowner <> (select oid from owner)`;
