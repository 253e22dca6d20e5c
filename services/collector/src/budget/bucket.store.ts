/** Call budgets in the database: one bucket for each AWS account, region and action, shared by all replicas and tenants. */
import { Limit, type BucketKey, type BucketState, type BucketStore } from '@cspmexa/collector-kit';
import type { PoolClient, QueryResult } from 'pg';
import type { CollectorDatabase } from '../database.js';

/** Buckets that are forgotten in one go. */
const batch = 5_000;

/** Buckets that are changed at the same time: the rest of the pool is for the work that makes the calls, and for its signs of life. */
const atOnce = 6;

export class PostgresBucketStore implements BucketStore {
  private readonly turns = new Limit(atOnce);

  constructor(private readonly database: Pick<CollectorDatabase, 'pool'>) {}

  /** Changes a bucket while nobody else can, by the database's clock. @throws when the database is away. */
  update<T>(key: BucketKey, change: Change<T>): Promise<T> {
    return this.turns.run(() => this.change(key, change));
  }

  private async change<T>({ account, region, action }: BucketKey, change: Change<T>): Promise<T> {
    const client = await this.database.pool.connect();
    let broken: Error | undefined;
    try {
      const literal = (text: string): string => client.escapeLiteral(text);
      const key: Key = [literal(account), literal(region), literal(action)];
      // Several statements in one go: every busy action comes here twice a second, from every replica.
      let found = await rowOf(client, `begin; ${lockSql(key)}`);
      found ??= await rowOf(client, makeSql(key));
      if (!found) throw new Error('The bucket is neither there nor can it be made.');
      const { state, result } = change(found.state ?? undefined, found.now);
      await client.query(`${writeSql(key, literal(JSON.stringify(state)))}; commit`);
      return result;
    } catch (error) {
      broken = error instanceof Error ? error : new Error(String(error));
      throw error;
    } finally {
      // A connection that is closed rolls back by itself, whatever state it is in.
      client.release(broken);
    }
  }

  /** Forgets buckets that nobody has used for a day: they are full again. True when there may be more. */
  async sweep(): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `delete from call_buckets where (account, region, action) in
         (select account, region, action from call_buckets where updated_at < now() - interval '1 day'
          order by updated_at limit ${batch} for update skip locked)`,
    );
    return (rowCount ?? 0) >= batch;
  }
}

type Change<T> = (state: BucketState | undefined, nowMs: number) => { readonly state: BucketState; readonly result: T };

/** Account, region and action, as SQL literals. */
type Key = readonly [string, string, string];

interface Row {
  readonly state: BucketState | null;
  readonly now: number;
}

/** The row that the last of some statements gives. */
async function rowOf(client: PoolClient, sql: string): Promise<Row | undefined> {
  // Several statements give several results, which the types of node-postgres do not tell.
  const results: QueryResult<Row> | QueryResult<Row>[] = await client.query<Row>(sql);
  return (Array.isArray(results) ? results.at(-1) : results)?.rows[0];
}

const time = '(extract(epoch from clock_timestamp()) * 1000)::float8 as now';

/** The time is read once the row is ours: who waited for it must not bring an old one. */
const lockSql = ([account, region, action]: Key): string =>
  `with held as materialized (
     select state from call_buckets where account = ${account} and region = ${region} and action = ${action} for update)
   select state, ${time} from held`;

/** Makes an empty bucket, or waits for whoever makes it at the same moment and takes what that one wrote. */
const makeSql = (key: Key): string =>
  `insert into call_buckets (account, region, action, state, updated_at) values (${key.join(', ')}, 'null', now())
   on conflict (account, region, action) do update set updated_at = excluded.updated_at returning state, ${time}`;

const writeSql = ([account, region, action]: Key, state: string): string =>
  `update call_buckets set state = ${state}, updated_at = now()
   where account = ${account} and region = ${region} and action = ${action}`;
