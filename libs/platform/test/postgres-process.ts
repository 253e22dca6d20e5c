/** A process that owns an embedded PostgreSQL, to be killed. Writes its URL to stdout. */
import { startPostgres } from '@cspmexa/platform';

const postgres = await startPostgres({ directory: process.argv[2] ?? '', durable: false });
process.stdout.write(`${postgres.url}\n`);
setInterval(() => undefined, 60_000);
