/** Behind the scenes of a test's database: as the login of its URL, which owns everything and is held back by nothing. */
import { parseConnection, type DatabaseRole } from '@cspmexa/platform';
import pg from 'pg';

/** A small pool in the schema of the URL; in one of the two roles of a service if it is named. Nothing is connected before the first query. */
export function openOwnerPool(url: string, role?: DatabaseRole): pg.Pool {
  const { url: connectionString, schema } = parseConnection(url);
  const searchPath = pg.escapeIdentifier(schema).replace(/[\\ ]/g, '\\$&');
  const pool = new pg.Pool({
    connectionString,
    max: 2,
    options: `-c search_path=${searchPath}${role ? ` -c role=${role}` : ''}`,
  });
  // A test may end the server, or drop the database, before it ends the pool.
  pool.on('error', () => undefined);
  return pool;
}
