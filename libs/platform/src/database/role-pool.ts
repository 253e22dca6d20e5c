/** Connections that act in one of the two roles, with the Prisma client on them. */
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { parseConnection } from './connection.js';
import type { DatabaseRole } from './roles.js';
import { watchConnections } from './watch-connections.js';

export interface RolePoolOptions<Client> {
  readonly url: string;
  readonly role: DatabaseRole;
  readonly createClient: (adapter: PrismaPg) => Client;
  readonly name: string;
  readonly size: number;
  readonly statementTimeoutMs: number;
  /** How long a caller waits for a connection. */
  readonly waitMs: number;
}

export interface RolePool<Client> {
  readonly pool: pg.Pool;
  readonly client: Client;
}

/** How long a process that was frozen in the middle of a transaction keeps its locks from others, in milliseconds. */
const idleTransactionTimeout = 20_000;

/** Opens a pool. Nothing is connected before the first query. */
export function openRolePool<Client>({
  url,
  role,
  createClient,
  name,
  size,
  statementTimeoutMs,
  waitMs,
}: RolePoolOptions<Client>): RolePool<Client> {
  const connection = parseConnection(url);
  const options = [
    `-c search_path=${searchPath(connection.schema)}`,
    `-c statement_timeout=${statementTimeoutMs}`,
    `-c lock_timeout=${statementTimeoutMs}`,
    `-c idle_in_transaction_session_timeout=${idleTransactionTimeout}`,
  ];
  const settings: pg.ClientConfig = {
    connectionString: connection.url,
    application_name: name,
    keepAlive: true,
    options: options.join(' '),
  };
  const pool = new pg.Pool({
    ...settings,
    // From the start of the connection on: RESET and DISCARD come back to this role, not to the login.
    options: [...options, `-c role=${role}`].join(' '),
    max: size,
    connectionTimeoutMillis: waitMs,
    idleTimeoutMillis: 30_000,
  });
  // As the login itself: the server tells the state of a connection to those who have the rights of who opened it.
  watchConnections(pool, settings, statementTimeoutMs + 500);
  // A connection that dies while idle leaves the pool by itself; without a listener it would end the process.
  pool.on('error', () => undefined);
  // One that dies while somebody has taken it out of the pool, too: its query tells.
  pool.on('connect', (client) => client.on('error', () => undefined));
  const client = createClient(
    new PrismaPg(pool, {
      schema: connection.schema,
      onPoolError: () => undefined,
      onConnectionError: () => undefined,
    }),
  );
  return { pool, client };
}

/** Quoted for SQL, then escaped for the `options` of the start-up packet, where spaces separate. */
const searchPath = (schema: string): string => pg.escapeIdentifier(schema).replace(/[\\ ]/g, '\\$&');
