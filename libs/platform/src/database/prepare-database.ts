/** What a service does with its database before it opens it. */
import pg from 'pg';
import { z } from 'zod';
import { ConfigError } from '../config/load-config.js';
import { parseConnection } from './connection.js';
import { migrate } from './migrate.js';

/** For a service's config schema. `schema` is the name in its database. */
export const databaseVariables = (schema: string) => ({
  DATABASE_URL: z
    .string()
    .min(1)
    .meta({
      description: `postgresql://user:password@host:5432/database?schema=${schema}, of a login that owns nothing: what the service works with.`,
      secret: true,
    }),
  DATABASE_OWNER_URL: z.string().min(1).optional().meta({
    description:
      'The same database with the login that owns its tables and applies migrations at start; that of DATABASE_URL unless set.',
    secret: true,
  }),
  NODE_ENV: z
    .string()
    .optional()
    .describe('With production, a DATABASE_URL whose login the database does not hold back is refused.'),
});

/** What `prepareDatabase` reads of a configuration. */
export interface DatabaseVariables {
  readonly DATABASE_URL: string;
  readonly DATABASE_OWNER_URL?: string | undefined;
  readonly NODE_ENV?: string | undefined;
}

/**
 * Applies the migrations of a folder as the owner, makes the login of the service where it is missing, and refuses to go on in production when
 * row-level security would not hold that login. @returns the names of the migrations. @throws MigrationError, ConfigError
 */
export async function prepareDatabase(config: DatabaseVariables, directory: string): Promise<string[]> {
  const { DATABASE_URL: serviceUrl, DATABASE_OWNER_URL: url = serviceUrl } = config;
  const applied = await migrate({ url, directory, serviceUrl });
  if (config.NODE_ENV === 'production') {
    const reason = await mightOf(serviceUrl);
    if (reason) throw new ConfigError([{ name: 'DATABASE_URL', message: reason }]);
  }
  return applied;
}

/** Why row-level security does not hold the login of a URL; undefined when it does. */
async function mightOf(url: string): Promise<string | undefined> {
  const { url: connectionString, schema } = parseConnection(url);
  const client = new pg.Client({ connectionString, application_name: 'cspmexa start' });
  await client.connect();
  try {
    const { rows } = await client.query<{
      name: string;
      isSuperuser: boolean;
      bypasses: boolean;
      owned: string | null;
    }>(
      `select rolname::text as name, rolsuper as "isSuperuser", rolbypassrls as bypasses,
         (select min(c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
          where n.nspname = $1 and c.relkind in ('r', 'p') and pg_has_role(me.oid, c.relowner, 'member')) as owned
       from pg_roles me where rolname = session_user`,
      [schema],
    );
    const [login] = rows;
    const might = login?.isSuperuser
      ? 'is a superuser'
      : login?.bypasses
        ? 'may bypass row-level security'
        : login?.owned
          ? `owns tables (${login.owned})`
          : undefined;
    return (
      might &&
      `its login ${login?.name ?? ''} ${might}, so that the database would not keep tenants apart. Name a login of its own that owns nothing, and the owner in DATABASE_OWNER_URL: it makes that login if it may`
    );
  } finally {
    await client.end();
  }
}
