/** Gives connections up on which no answer will ever come: those whose server has gone without a word, or no longer runs. */
import pg from 'pg';

/** How long the server may take to say whether it is still at it, in milliseconds. */
const patienceMs = 2_000;

/**
 * PostgreSQL ends a statement that takes too long, but a server that is frozen or cut off ends nothing, and the network says so only
 * after many minutes. So when a connection has been silent for `silentMs` in the middle of a query, a second connection asks the server
 * whether it works on that query. Unless it does, the connection is cut: its query fails, and the pool makes another one.
 */
export function watchConnections(pool: pg.Pool, settings: pg.ClientConfig, silentMs: number): void {
  pool.on('connect', (client: pg.PoolClient) => {
    const { connection } = innerOf(client);
    const { stream } = connection;
    // It fires once for each silence; statements of the background may take longer than others, so it is set again.
    stream.setTimeout(silentMs, () => {
      if (innerOf(client).readyForQuery) return;
      void worksFor(client, settings).then((works) => {
        if (works) stream.setTimeout(silentMs);
        else if (!innerOf(client).readyForQuery) {
          stream.destroy(Object.assign(new Error('The database has stopped answering.'), { code: 'ETIMEDOUT' }));
        }
      });
    });
  });
}

/** Whether the server says that it works on a query of this connection. */
async function worksFor(client: pg.PoolClient, settings: pg.ClientConfig): Promise<boolean> {
  const asking = new pg.Client({ ...settings, connectionTimeoutMillis: patienceMs, query_timeout: patienceMs });
  asking.on('error', () => undefined); // The query says it.
  try {
    await asking.connect();
    const { rows } = await asking.query<{ works: boolean }>(
      `select state = 'active' as works from pg_stat_activity where pid = $1`,
      [innerOf(client).processID],
    );
    return rows[0]?.works ?? false;
  } catch {
    return false; // It does not answer anybody.
  } finally {
    // Not awaited: a server that is frozen does not say goodbye either.
    void asking.end().catch(() => undefined);
  }
}

interface InnerClient {
  readonly connection: { readonly stream: import('node:net').Socket };
  readonly readyForQuery: boolean;
  readonly processID: number | null;
}

/** node-postgres has these for its own pool and names them nowhere in its types. */
const innerOf = (client: pg.PoolClient): InnerClient => client as unknown as InnerClient;
