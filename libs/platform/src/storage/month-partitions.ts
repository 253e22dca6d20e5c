/**
 * Partitions by month of a table that is partitioned by range of a time and has a default partition: those ahead are made, those
 * that are past keeping are dropped whole. Every step is short, takes its locks within half a second or gives up until the next time.
 */
import type pg from 'pg';
import type { MeasuredDatabase } from './storage-report.js';

export interface MonthPartitions {
  /** The parent, one of those that `monthPartitionsSql` was told; its default partition is called `<table>_default`, the others `<table>_2026_01`. */
  readonly table: string;
  /** Rows are dropped when the whole of their month is older. */
  readonly keepsDays: number;
  readonly now: Date;
}

/** Months ahead of the present one that have their partition. */
const monthsAhead = 2;
const day = 86_400_000;
const locksWithin = '500ms';
/** Moving what the default partition already holds of a month may take this long. While it does, writers wait, and readers do not. */
const movesWithin = '3s';

/**
 * Makes and drops what is due, one replica at a time, and returns the names of the partitions that it made and dropped. What a lock
 * kept it from is done the next time. Rows of a month without a partition stand in the default one and are not lost there.
 */
export async function keepMonthPartitions(
  { pool }: MeasuredDatabase,
  partitions: MonthPartitions,
): Promise<{ made: string[]; dropped: string[] }> {
  const months = await monthsOf(pool, partitions.table);
  const made: string[] = [];
  const dropped: string[] = [];
  for (let ahead = 0; ahead <= monthsAhead; ahead += 1) {
    const month = monthAfter(partitions.now, ahead);
    const name = nameOf(partitions.table, month);
    if (months.has(name)) continue;
    if (!(await alone(pool, partitions.table, (client) => ask(client, 'make', partitions.table, month))))
      return { made, dropped };
    made.push(name);
  }
  const before = partitions.now.getTime() - partitions.keepsDays * day;
  for (const [name, month] of months) {
    if (monthAfter(month, 1).getTime() > before) continue;
    // Not detached concurrently: PostgreSQL refuses that beside a default partition.
    if (!(await alone(pool, partitions.table, (client) => ask(client, 'drop', partitions.table, month)))) break;
    dropped.push(name);
  }
  return { made, dropped };
}

const monthAfter = (date: Date, months: number): Date =>
  new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + months));

const nameOf = (table: string, month: Date): string => `${table}_${month.toISOString().slice(0, 7).replace('-', '_')}`;

/** The partitions that are there, with their months. */
async function monthsOf(pool: MeasuredDatabase['pool'], table: string): Promise<Map<string, Date>> {
  const { rows } = await pool.query<{ name: string }>(
    `select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
     where i.inhparent = to_regclass(quote_ident(current_schema()) || '.' || quote_ident($1))`,
    [table],
  );
  return new Map(
    rows.flatMap(({ name }): [string, Date][] => {
      const [, year, month] = /_(\d{4})_(\d\d)$/.exec(name) ?? [];
      const date = new Date(Date.UTC(Number(year), Number(month) - 1));
      return year !== undefined && nameOf(table, date) === name ? [[name, date]] : [];
    }),
  );
}

/** Runs `work` in a transaction, unless another replica is at it or a lock is not to be had now. True when it was done. */
async function alone(
  pool: MeasuredDatabase['pool'],
  table: string,
  work: (client: pg.PoolClient) => Promise<unknown>,
): Promise<boolean> {
  const client = await pool.connect();
  let failure: Error | undefined;
  try {
    await client.query(
      `begin; set local lock_timeout = '${locksWithin}'; set local statement_timeout = '${movesWithin}'`,
    );
    const { rows } = await client.query<{ mine: boolean }>(
      `select pg_try_advisory_xact_lock(hashtextextended('partitions of ' || current_schema() || '.' || $1, 0)) as mine`,
      [table],
    );
    if (!rows[0]?.mine) return false;
    await work(client);
    await client.query('commit');
    return true;
  } catch (error) {
    if (isForAnotherTime(error)) return false;
    failure = error instanceof Error ? error : new Error(String(error));
    throw failure;
  } finally {
    await client.query('rollback').catch((error: Error) => (failure = error));
    client.release(failure);
  }
}

/** Has the owner do it, by a function of `monthPartitionsSql`. */
const ask = (client: pg.PoolClient, what: 'make' | 'drop', table: string, month: Date): Promise<unknown> =>
  client.query(`select ${what}_month_partition($1, $2)`, [table, month.toISOString()]);

/** lock_not_available, query_canceled, deadlock_detected, and duplicate_table or undefined_table: another replica was quicker. */
const isForAnotherTime = (error: unknown): boolean =>
  typeof error === 'object' &&
  error !== null &&
  'code' in error &&
  ['55P03', '57014', '40P01', '42P07', '42P01'].includes(String(error.code));
