/** A service's PostgreSQL through Prisma: bounded in time, safe to retry, one tenant per transaction. */
import type { OnApplicationShutdown } from '@nestjs/common';
import type { PrismaPg } from '@prisma/adapter-pg';
import type pg from 'pg';
import { currentRequest } from '../http/request-context.js';
import { parseConnection } from './connection.js';
import { isRetryable } from './retryable.js';
import { patienceOfProcess } from './config.js';
import { openRolePool, type RolePool } from './role-pool.js';
import { databaseRoles, type DatabaseRole } from './roles.js';
import { openHooks, runHooks, type Transaction } from './transaction.js';

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
  /** Connections for transactions of a tenant; 10 unless it says otherwise. */
  readonly poolSize?: number;
  /** Connections for background work, besides those; 4 unless it says otherwise. */
  readonly backgroundPoolSize?: number;
  /** Longest single statement, in milliseconds; 5,000 unless it says otherwise. */
  readonly statementTimeoutMs?: number;
  /** How long a caller waits for a connection, in milliseconds; that of the process unless it says otherwise. */
  readonly waitMs?: number;
}

export interface TransactionSettings {
  /** How often a deadlock or a serialization failure is tried again; 3 unless it says otherwise. */
  readonly retries?: number;
  /** Longest transaction, in milliseconds; 15,000 unless it says otherwise. */
  readonly timeoutMs?: number;
  readonly isolation?: Isolation;
}

/** Most connections of background work, unless the service says otherwise. */
const backgroundConnections = 4;

/**
 * Two pools, each with a Prisma client: `withTenant` acts in the role that sees the tenant of its transaction and nothing else, whatever
 * the SQL says; `acrossTenants`, `client` and `pool` act in the role of background work, which sees every tenant. Make a subclass per
 * service, so that Nest can inject it by its type: `class AuthDatabase extends Database<PrismaClient> {}`.
 */
export class Database<Client extends PrismaClientLike> implements OnApplicationShutdown {
  /** Of background work: sees every tenant. */
  readonly pool: pg.Pool;
  /** Of background work: sees every tenant. */
  readonly client: Client;
  readonly schema: string;
  private readonly service: RolePool<Client>;
  private readonly waitMs: number;
  private closing: Promise<void> | undefined;

  constructor({
    url,
    createClient,
    name = 'cspmexa',
    poolSize = 10,
    backgroundPoolSize = Math.min(poolSize, backgroundConnections),
    statementTimeoutMs = 5_000,
    waitMs = patienceOfProcess(),
  }: DatabaseOptions<Client>) {
    this.schema = parseConnection(url).schema;
    this.waitMs = waitMs;
    const open = (role: DatabaseRole, size: number): RolePool<Client> =>
      openRolePool({ url, role, createClient, name, size, statementTimeoutMs, waitMs });
    this.service = open(databaseRoles.service, poolSize);
    ({ pool: this.pool, client: this.client } = open(databaseRoles.background, backgroundPoolSize));
  }

  /**
   * Runs `fn` in a transaction that sees the rows of a tenant and no others; within a request of somebody who may see some accounts only,
   * those of their accounts. `fn` may run again after a deadlock, so it must only touch `tx`.
   */
  withTenant<T>(
    tenantId: string,
    fn: (tx: Transaction<Client>) => Promise<T>,
    settings?: TransactionSettings,
  ): Promise<T> {
    return this.run(this.service.client, tenantId, fn, settings);
  }

  /** Runs `fn` in a transaction that sees every tenant: the work of schedulers and relays. The rules of `withTenant` hold. */
  acrossTenants<T>(fn: (tx: Transaction<Client>) => Promise<T>, settings?: TransactionSettings): Promise<T> {
    return this.run(this.client, null, fn, settings);
  }

  /** Throws when the database does not answer. */
  async check(): Promise<void> {
    await Promise.all([this.pool.query('select 1'), this.service.pool.query('select 1')]);
  }

  /** Waits for running queries and closes the connections. Safe to call twice. */
  close(): Promise<void> {
    this.closing ??= Promise.all(
      [this.service, this].map(({ client, pool }) => client.$disconnect().then(() => pool.end())),
    ).then(() => undefined);
    return this.closing;
  }

  /** Nest calls this after the servers and consumers have stopped. */
  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async run<T>(
    on: Client,
    tenantId: string | null,
    fn: (tx: Transaction<Client>) => Promise<T>,
    { retries = 3, timeoutMs = 15_000, isolation }: TransactionSettings = {},
  ): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await this.once(on, tenantId, fn, timeoutMs, isolation);
      } catch (error) {
        if (attempt >= retries || !isRetryable(error)) throw error;
        // Full jitter, so that two transactions that met do not meet again.
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20 * 3 ** attempt));
      }
    }
  }

  private async once<T>(
    on: Client,
    tenantId: string | null,
    fn: (tx: Transaction<Client>) => Promise<T>,
    timeout: number,
    isolation: Isolation | undefined,
  ): Promise<T> {
    let opened: object | undefined;
    // Every generated client has this overload; TypeScript cannot pick it among the others of a type parameter.
    const client = on as unknown as InteractiveClient<Transaction<Client> & RawQuery>;
    const result = await client.$transaction(
      async (tx) => {
        opened = tx;
        openHooks(tx);
        if (tenantId !== null) await tx.$queryRawUnsafe(limitSql, tenantId, accountsShownOf(tenantId));
        return fn(tx);
      },
      { maxWait: this.waitMs, timeout, ...(isolation ? { isolationLevel: isolation } : {}) },
    );
    if (opened) runHooks(opened);
    return result;
  }
}

const limitSql = `select set_config('app.tenant_id', $1, true), set_config('app.account_ids', $2, true)`;

/** The accounts that the request's person may see, separated by commas; nothing: every account. Background work sees all of them. */
function accountsShownOf(tenantId: string): string {
  const session = currentRequest()?.session;
  return session?.tenantId === tenantId ? (session.accountIds?.join() ?? '') : '';
}

interface InteractiveClient<Tx> {
  $transaction<R>(fn: (tx: Tx) => Promise<R>, options: TransactionOptions): Promise<R>;
}

interface RawQuery {
  $queryRawUnsafe(sql: string, ...values: unknown[]): PromiseLike<unknown>;
}
