/** A service's PostgreSQL through Prisma: bounded in time, safe to retry, one tenant per transaction. */
import type { OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { parseConnection } from './connection.js';
import { isRetryable } from './retryable.js';
import { openHooks, runHooks, type Transaction } from './transaction.js';
import { watchConnections } from './watch-connections.js';

/** The part of a generated Prisma client that this class uses. */
export interface PrismaClientLike {
  $transaction(...input: never): unknown;
  $disconnect(): Promise<void>;
}

interface TransactionOptions {
  readonly maxWait?: number;
  readonly timeout?: number;
  readonly isolationLevel?: Isolation;
}

export type Isolation = 'ReadCommitted' | 'RepeatableRead' | 'Serializable';

export interface DatabaseOptions<Client> {
  /** postgresql://…/database?schema=name */
  readonly url: string;
  /** `(adapter) => new PrismaClient({ adapter })` */
  readonly createClient: (adapter: PrismaPg) => Client;
  /** Shown in pg_stat_activity. */
  readonly name?: string;
  /** Connections; 10 unless it says otherwise. */
  readonly poolSize?: number;
  /** Longest single statement, in milliseconds; 5,000 unless it says otherwise. */
  readonly statementTimeoutMs?: number;
}

export interface TransactionSettings {
  /** How often a deadlock or a serialization failure is tried again; 3 unless it says otherwise. */
  readonly retries?: number;
  /** Longest transaction, in milliseconds; 15,000 unless it says otherwise. */
  readonly timeoutMs?: number;
  readonly isolation?: Isolation;
}

/** How long a caller waits for a connection, in milliseconds: so that who is told that the database is unavailable knows it within two seconds. */
const connectionTimeout = 1_800;

/** How long a process that was frozen in the middle of a transaction keeps its locks from others, in milliseconds. */
const idleTransactionTimeout = 20_000;

/**
 * A pool and the Prisma client on it. Make a subclass per service, so that Nest can inject it by its type:
 * `class AuthDatabase extends Database<PrismaClient> {}`.
 */
export class Database<Client extends PrismaClientLike> implements OnApplicationShutdown {
  readonly pool: pg.Pool;
  readonly client: Client;
  readonly schema: string;
  private closing: Promise<void> | undefined;

  constructor({ url, createClient, name, poolSize = 10, statementTimeoutMs = 5_000 }: DatabaseOptions<Client>) {
    const connection = parseConnection(url);
    this.schema = connection.schema;
    const settings: pg.ClientConfig = {
      connectionString: connection.url,
      application_name: name ?? 'cspmexa',
      keepAlive: true,
      options: [
        `-c search_path=${searchPath(connection.schema)}`,
        `-c statement_timeout=${statementTimeoutMs}`,
        `-c lock_timeout=${statementTimeoutMs}`,
        `-c idle_in_transaction_session_timeout=${idleTransactionTimeout}`,
      ].join(' '),
    };
    this.pool = new pg.Pool({
      ...settings,
      max: poolSize,
      connectionTimeoutMillis: connectionTimeout,
      idleTimeoutMillis: 30_000,
    });
    watchConnections(this.pool, settings, statementTimeoutMs + 500);
    // A connection that dies while idle leaves the pool by itself; without a listener it would end the process.
    this.pool.on('error', () => undefined);
    // One that dies while somebody has taken it out of the pool, too: its query tells.
    this.pool.on('connect', (client) => client.on('error', () => undefined));
    this.client = createClient(
      new PrismaPg(this.pool, {
        schema: connection.schema,
        onPoolError: () => undefined,
        onConnectionError: () => undefined,
      }),
    );
  }

  /** Runs `fn` in a transaction in which the tenant is set. `fn` may run again after a deadlock, so it must only touch `tx`. */
  withTenant<T>(
    tenantId: string,
    fn: (tx: Transaction<Client>) => Promise<T>,
    settings?: TransactionSettings,
  ): Promise<T> {
    return this.run(tenantId, fn, settings);
  }

  /** Runs `fn` in a transaction of no tenant: the work of schedulers and relays. The rules of `withTenant` hold. */
  transaction<T>(fn: (tx: Transaction<Client>) => Promise<T>, settings?: TransactionSettings): Promise<T> {
    return this.run(null, fn, settings);
  }

  /** Throws when the database does not answer. */
  async check(): Promise<void> {
    await this.pool.query('select 1');
  }

  /** Waits for running queries and closes the connections. Safe to call twice. */
  close(): Promise<void> {
    this.closing ??= this.client.$disconnect().then(() => this.pool.end());
    return this.closing;
  }

  /** Nest calls this after the servers and consumers have stopped. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async run<T>(
    tenantId: string | null,
    fn: (tx: Transaction<Client>) => Promise<T>,
    { retries = 3, timeoutMs = 15_000, isolation }: TransactionSettings = {},
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(tenantId, fn, timeoutMs, isolation);
      } catch (error) {
        if (attempt >= retries || !isRetryable(error)) throw error;
        // Full jitter, so that two transactions that met do not meet again.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 3 ** attempt));
      }
    }
  }

  private async once<T>(
    tenantId: string | null,
    fn: (tx: Transaction<Client>) => Promise<T>,
    timeout: number,
    isolation: Isolation | undefined,
  ): Promise<T> {
    let opened: object | undefined;
    // Every generated client has this overload; TypeScript cannot pick it among the others of a type parameter.
    const client = this.client as unknown as InteractiveClient<Transaction<Client> & RawQuery>;
    const result = await client.$transaction(
      async (tx) => {
        opened = tx;
        openHooks(tx);
        if (tenantId !== null) await tx.$queryRawUnsafe(`select set_config('app.tenant_id', $1, true)`, tenantId);
        return fn(tx);
      },
      { maxWait: connectionTimeout, timeout, ...(isolation ? { isolationLevel: isolation } : {}) },
    );
    if (opened) runHooks(opened);
    return result;
  }
}

interface InteractiveClient<Tx> {
  $transaction<R>(fn: (tx: Tx) => Promise<R>, options: TransactionOptions): Promise<R>;
}

interface RawQuery {
  $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
}

/** Quoted for SQL, then escaped for the `options` of the start-up packet, where spaces separate. */
const searchPath = (schema: string): string => pg.escapeIdentifier(schema).replace(/[\\ ]/g, '\\$&');
