/** Counts in a PostgreSQL that the replicas share: a table that no crash has to survive, over a few connections that wait for nobody. */
import { parseConnection, type Logger } from '@cspmexa/platform';
import pg from 'pg';
import { RateLimiterPostgres } from 'rate-limiter-flexible';
import { counterOf, storePatienceMs, windowSeconds, type RateLimitStore } from './counter.js';

/** Unless the URL names one. */
const usualSchema = 'api_gateway';
const table = 'rate_limits';
/** How often rows of windows that have ended are cleared away, in milliseconds. */
const clearEveryMs = 300_000;

/** `url` is postgresql://…/database?schema=api_gateway. Windows are those of the replicas' clocks, which must agree. */
export async function postgresCounters(url: string, logger: Logger): Promise<RateLimitStore> {
  const connection = parseConnection(url);
  const schema = connection.schema === 'public' ? usualSchema : connection.schema;
  const pool = new pg.Pool({
    connectionString: connection.url,
    application_name: 'cspmexa rate limits',
    max: 4,
    connectionTimeoutMillis: storePatienceMs,
    query_timeout: storePatienceMs,
    keepAlive: true,
    options: `-c synchronous_commit=off -c statement_timeout=${storePatienceMs} -c lock_timeout=${storePatienceMs}`,
  });
  pool.on('error', () => undefined); // The next query says it.
  pool.on('connect', (client) => client.on('error', () => undefined));

  let made: Promise<void> | undefined;
  /** By the first request that finds the server there. */
  const make = (): Promise<void> =>
    (made ??= makeTable(pool, schema).catch((error: unknown) => {
      made = undefined;
      throw error;
    }));
  await make().catch((error: unknown) => logger.warn({ error }, 'the store of the rate limits is away'));
  const clearing = setInterval(() => {
    const ended = Date.now() - windowSeconds * 1_000;
    void pool.query(`delete from ${placeOf(schema)} where expire < $1`, [ended]).catch(() => undefined); // The next will.
  }, clearEveryMs).unref();
  return {
    counter: (points, name) => {
      const limiter = new RateLimiterPostgres({
        storeClient: pool,
        storeType: 'pool',
        schemaName: schema,
        tableName: table,
        tableCreated: true,
        clearExpiredByTimeout: false,
        points,
        duration: windowSeconds,
        keyPrefix: name,
      });
      const count = counterOf(limiter);
      return async (key) => {
        await make();
        return count(key);
      };
    },
    close: async () => {
      clearInterval(clearing);
      await pool.end();
    },
  };
}

const placeOf = (schema: string): string => `${pg.escapeIdentifier(schema)}.${table}`;

/** As the library wants it, but unlogged. Who may not make it finds it made by its owner. */
async function makeTable(pool: pg.Pool, schema: string): Promise<void> {
  const place = placeOf(schema);
  const { rows } = await pool.query<{ found: string | null }>('select to_regclass($1)::text as found', [place]);
  if (rows[0]?.found) return;
  try {
    await pool.query(`create schema if not exists ${pg.escapeIdentifier(schema)}`);
    await pool.query(
      `create unlogged table if not exists ${place} (key varchar(255) primary key, points integer not null default 0, expire bigint)`,
    );
  } catch (error) {
    // Another replica made it between our statements.
    if (!(error instanceof pg.DatabaseError) || !['23505', '42P06', '42P07'].includes(error.code ?? '')) throw error;
    await makeTable(pool, schema);
  }
}
