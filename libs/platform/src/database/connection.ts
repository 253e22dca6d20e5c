/** Reads a Prisma-style PostgreSQL URL: `?schema=` names the schema, everything else is node-postgres's. */

/** Where a service's tables are. */
export interface Connection {
  /** The URL without the parameters that only Prisma knows. */
  readonly url: string;
  /** `public` unless the URL says otherwise. */
  readonly schema: string;
  readonly database: string;
}

const prismaOnly = ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer', 'socket_timeout'];

/** Splits a connection URL. Throws when it is not a postgresql: URL with a database. */
export function parseConnection(text: string): Connection {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const database = decodeURIComponent(url?.pathname.slice(1) ?? '');
  if (!url || !/^postgres(ql)?:$/.test(url.protocol) || !database) {
    throw new Error('A database URL looks like postgresql://user:password@host:5432/database?schema=name.');
  }
  const schema = url.searchParams.get('schema') ?? 'public';
  for (const name of prismaOnly) url.searchParams.delete(name);
  return { url: url.href, schema, database };
}

/** The same server, another database or schema. */
export function withDatabase(text: string, change: { database?: string; schema?: string }): string {
  const url = new URL(text);
  if (change.database !== undefined) url.pathname = `/${encodeURIComponent(change.database)}`;
  if (change.schema !== undefined) url.searchParams.set('schema', change.schema);
  return url.href;
}

/** Who a URL signs in as. */
export function loginOf(text: string): { name: string; password: string } {
  const { username, password } = new URL(text);
  return { name: decodeURIComponent(username), password: decodeURIComponent(password) };
}
