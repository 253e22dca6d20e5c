/** What a service stores and how fast it grows: PostgreSQL's own numbers, and one sample of them a day. */
import type { StorageReport, StoredTable } from '@cspmexa/contracts';
import type pg from 'pg';

/** A table that the report names. Partitions count as one with their parent. */
export interface KeptTable {
  readonly name: string;
  /** Days that its rows are kept; null: as long as what they belong to. */
  readonly keepsDays: number | null;
  /** A column with an index, of which the least value tells how old the oldest row is. */
  readonly oldestColumn?: string;
}

/** How many objects there are and how many bytes they have. */
export interface StoredObjects {
  readonly count: number;
  readonly bytes: number;
}

/** What is measured. */
export interface StorageOptions {
  readonly tables: readonly KeptTable[];
  /** Counts the objects in the store, once a day. */
  readonly objects?: () => Promise<StoredObjects>;
  readonly now?: Date;
}

/** The part of a Database that is used. */
export interface MeasuredDatabase {
  readonly pool: Pick<pg.Pool, 'query' | 'connect'>;
}

/** How long samples are kept, in days. */
export const storageSampleDays = 400;

/** The sample of the objects stands among those of the tables under a name that no table has. */
const objectsName = '(objects)';
const growthDays = 30;
/** The search for the oldest row of a table may take this long, in milliseconds. */
const oldestTimeout = 1_000;

interface Measured {
  readonly name: string;
  readonly rows: number;
  readonly bytes: number;
}

interface Growth {
  readonly rowsPerDay: number;
  readonly bytesPerDay: number;
}

/** What the tables of a service hold now, how fast they have grown in the last 30 days, and how old their oldest rows are. Tables that are not there are left out. */
export async function storageReport(
  database: MeasuredDatabase,
  service: string,
  { tables, objects, now = new Date() }: StorageOptions,
): Promise<StorageReport> {
  const measured = new Map((await measure(database, tables)).map((table) => [table.name, table]));
  const growth = await growthOf(database, now);
  const reported: StoredTable[] = [];
  for (const { name, keepsDays, oldestColumn } of tables) {
    const table = measured.get(name);
    if (!table) continue;
    const { rowsPerDay = null, bytesPerDay = null } = growth.get(name) ?? {};
    const oldest = oldestColumn === undefined ? null : await oldestOf(database, name, oldestColumn);
    reported.push({ ...table, rowsPerDay, bytesPerDay, keepsDays, oldest: oldest?.toISOString() ?? null });
  }
  return { service, at: now.toISOString(), tables: reported, objects: objects ? await lastObjects(database) : null };
}

/** Notes what the tables hold today, once a day however often and by however many replicas it is called. True when this call noted it. */
export async function sampleStorage(
  { pool }: MeasuredDatabase,
  { tables, objects, now = new Date() }: StorageOptions,
): Promise<boolean> {
  const day = now.toISOString().slice(0, 10);
  const { rowCount } = await pool.query('select 1 from storage_samples where day = $1::date limit 1', [day]);
  if (rowCount) return false;
  const found: Measured[] = await measure({ pool }, tables);
  if (objects) {
    const { count, bytes } = await objects();
    found.push({ name: objectsName, rows: count, bytes });
  }
  const noted = await pool.query(
    `insert into storage_samples (name, day, rows, bytes)
     select name, $1::date, rows, bytes from unnest($2::text[], $3::bigint[], $4::bigint[]) as sample (name, rows, bytes)
     on conflict (name, day) do nothing`,
    [day, found.map(({ name }) => name), found.map(({ rows }) => rows), found.map(({ bytes }) => bytes)],
  );
  await pool.query(`delete from storage_samples where day < $1::date - ${storageSampleDays}`, [day]);
  return Boolean(noted.rowCount);
}

/** Rows are estimates: what the statistics count as alive, or what the last ANALYZE saw where they were reset since. */
async function measure({ pool }: MeasuredDatabase, tables: readonly KeptTable[]): Promise<Measured[]> {
  const { rows } = await pool.query<Measured>(
    `with recursive part as (
       select wanted.name, to_regclass(quote_ident(current_schema()) || '.' || quote_ident(wanted.name))::oid as id
       from unnest($1::text[]) as wanted (name)
       union all
       select part.name, i.inhrelid from part join pg_inherits i on i.inhparent = part.id)
     select part.name,
       sum(case when c.relkind = 'p' then 0 when s.n_tup_ins > 0 or s.n_live_tup > 0 then s.n_live_tup else greatest(c.reltuples, 0) end)::float8 as rows,
       sum(case when c.relkind = 'p' then 0 else pg_total_relation_size(c.oid) end)::float8 as bytes
     from part join pg_class c on c.oid = part.id left join pg_stat_user_tables s on s.relid = c.oid
     group by part.name`,
    [tables.map(({ name }) => name)],
  );
  return rows.map(({ name, rows: count, bytes }) => ({ name, rows: Math.round(count), bytes }));
}

/** Between the first and the last sample of the last 30 days, where there are two. */
async function growthOf({ pool }: MeasuredDatabase, now: Date): Promise<Map<string, Growth>> {
  const { rows } = await pool.query<Growth & { name: string }>(
    `select distinct on (name) name,
       ((last_value(rows) over days - first_value(rows) over days)::float8 / (last_value(day) over days - first_value(day) over days)) as "rowsPerDay",
       ((last_value(bytes) over days - first_value(bytes) over days)::float8 / (last_value(day) over days - first_value(day) over days)) as "bytesPerDay"
     from storage_samples sample
     where day >= $1::date - ${growthDays} and exists (
       select 1 from storage_samples other where other.name = sample.name and other.day >= $1::date - ${growthDays} and other.day <> sample.day)
     window days as (partition by name order by day range between unbounded preceding and unbounded following)`,
    [now.toISOString().slice(0, 10)],
  );
  return new Map(rows.map(({ name, rowsPerDay, bytesPerDay }) => [name, { rowsPerDay, bytesPerDay }]));
}

async function lastObjects({ pool }: MeasuredDatabase): Promise<StoredObjects | null> {
  const { rows } = await pool.query<StoredObjects>(
    'select rows::float8 as count, bytes::float8 as bytes from storage_samples where name = $1 order by day desc limit 1',
    [objectsName],
  );
  return rows[0] ?? null;
}

/** Null for an empty table, and where it would take too long to find out. */
async function oldestOf({ pool }: MeasuredDatabase, table: string, column: string): Promise<Date | null> {
  const client = await pool.connect();
  try {
    await client.query(`begin read only; set local statement_timeout = ${oldestTimeout}`);
    const { rows } = await client.query<{ oldest: Date | null }>(
      `select min(${client.escapeIdentifier(column)}) as oldest from ${client.escapeIdentifier(table)}`,
    );
    return rows[0]?.oldest ?? null;
  } catch (error) {
    if (isTimeout(error)) return null;
    throw error;
  } finally {
    // Nothing was written. A connection that broke meanwhile leaves the pool by itself.
    await client.query('rollback').catch(() => undefined);
    client.release();
  }
}

/** query_canceled and lock_not_available. */
const isTimeout = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && ['57014', '55P03'].includes(String(error.code));
