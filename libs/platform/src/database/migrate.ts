/** Applies prisma/migrations at start. It writes what `prisma migrate` writes, so that both agree on what is applied. */
import { createHash, randomUUID } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import pg from 'pg';
import { loginOf, parseConnection, withDatabase } from './connection.js';
import { grantToRoles } from './grants.js';
import { MigrationError } from './migration-error.js';
import { databaseRoles, prepareRoles } from './roles.js';

export interface MigrateOptions {
  /** postgresql://…/database?schema=name of the owner; the schema is made when it is missing, the database is not. */
  readonly url: string;
  /** The folder prisma/migrations of the service. */
  readonly directory: string;
  /** The URL that the service works with; its login is made when it is missing. That of the owner unless given. */
  readonly serviceUrl?: string;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Prisma's own advisory lock: our runner and `prisma migrate deploy` wait for each other. */
const prismaLock = 72_707_369;

const journal = `create table if not exists _prisma_migrations (
  id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz, migration_name varchar(255) not null,
  logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`;

/**
 * Applies what is missing, each migration in one transaction, and returns the names. Replicas that start together wait for one another.
 * The roles of the database get what they need. A login that owns nothing changes nothing: it finds out whether something is missing.
 */
export async function migrate({ url, directory, serviceUrl }: MigrateOptions): Promise<string[]> {
  const { url: connectionString, schema } = parseConnection(url);
  const migrations = await readMigrations(directory);
  const client = new pg.Client({ connectionString, application_name: 'cspmexa migrate' });
  await client.connect();
  try {
    await client.query('select pg_advisory_lock($1)', [prismaLock]);
    const name = pg.escapeIdentifier(schema);
    await client.query(`set search_path to ${name}`);
    if (await isGuest(client, schema)) {
      await client.query(`set role ${databaseRoles.background}`);
      refuse(await findMissing(client, migrations));
      return [];
    }
    if (schema !== 'public') await client.query(`create schema if not exists ${name}`);
    await prepareRoles(client, serviceUrl === undefined ? undefined : loginOf(serviceUrl));
    await client.query(journal);
    const missing = await findMissing(client, migrations);
    for (const migration of missing) await apply(client, migration);
    await grantToRoles(client);
    return missing.map((migration) => migration.name);
  } finally {
    await client.end();
  }
}

/** Makes the database of a URL when the server does not have it. True when it was made. */
export async function createDatabase(url: string): Promise<boolean> {
  const { database } = parseConnection(url);
  const client = new pg.Client({ connectionString: parseConnection(withDatabase(url, { database: 'postgres' })).url });
  await client.connect();
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [database]);
    if (rowCount) return false;
    await client.query(`create database ${pg.escapeIdentifier(database)}`);
    return true;
  } catch (error) {
    // Another replica made it between our two statements.
    if (error instanceof pg.DatabaseError && (error.code === '42P04' || error.code === '23505')) return false;
    throw error;
  } finally {
    await client.end();
  }
}

/** Whether the schema is there and this login may make nothing in it. */
async function isGuest(client: pg.Client, schema: string): Promise<boolean> {
  const { rows } = await client.query<{ may: boolean }>(
    `select has_schema_privilege(oid, 'create') as may from pg_namespace where nspname = $1`,
    [schema],
  );
  return rows[0]?.may === false;
}

function refuse(missing: readonly Migration[]): void {
  if (missing.length === 0) return;
  const names = missing.map(({ name }) => name).join(', ');
  throw new MigrationError(
    `The database lacks ${names}, and this login may not change it: set DATABASE_OWNER_URL, or run \`cspmexa migrate\` as its owner.`,
  );
}

async function readMigrations(directory: string): Promise<Migration[]> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(path.join(directory, name, 'migration.sql'));
      return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

async function findMissing(client: pg.Client, migrations: readonly Migration[]): Promise<Migration[]> {
  const { rows } = await client.query<{ migration_name: string; checksum: string; finished_at: Date | null }>(
    'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null',
  );
  const applied = new Map(rows.map((row) => [row.migration_name, row]));
  return migrations.filter(({ name, checksum }) => {
    const row = applied.get(name);
    if (!row) return true;
    if (!row.finished_at)
      throw new MigrationError(`The migration ${name} failed earlier: resolve it with prisma migrate resolve.`);
    if (row.checksum !== checksum)
      throw new MigrationError(`The migration ${name} was edited after it was applied: restore it and add a new one.`);
    return false;
  });
}

async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(sql);
    await client.query(
      'insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count) values ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await client.query('commit');
  } catch (cause) {
    await client.query('rollback');
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new MigrationError(`The migration ${name} failed and was rolled back: ${reason}`, { cause });
  }
}
