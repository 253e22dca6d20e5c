/** The collector's database. */
import { fileURLToPath } from 'node:url';
import { Database, type Transaction } from '@cspmexa/platform';
import { PrismaClient } from './generated/prisma/client.js';

export class CollectorDatabase extends Database<PrismaClient> {}

/** A transaction of it. */
export type Tx = Transaction<PrismaClient>;

/** The folder of the collector's migrations. */
export const collectorMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Connects to the database at a URL, postgresql://…/database?schema=name. */
export const openCollectorDatabase = (url: string): CollectorDatabase =>
  new CollectorDatabase({
    url,
    name: 'collector',
    createClient: (adapter) => new PrismaClient({ adapter }),
    poolSize: 12,
    // Workers and planners take turns between tenants, and the buckets of call budgets are shared by all of them.
    backgroundPoolSize: 14,
  });

/** Sets the tenant of a transaction that was opened without one, for background work that took it from a row. */
export const actFor = (tx: Tx, tenantId: string): PromiseLike<unknown> =>
  tx.$queryRawUnsafe(`select set_config('app.tenant_id', $1, true)`, tenantId);
