/** The policy engine's database. */
import { fileURLToPath } from 'node:url';
import { Database, type SqlTransaction, type Transaction } from '@cspmexa/platform';
import { PrismaClient } from './generated/prisma/client.js';

export class PolicyEngineDatabase extends Database<PrismaClient> {}

/** A transaction of it. */
export type Tx = Transaction<PrismaClient>;

/** The folder of the policy engine's migrations. */
export const policyEngineMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Connects to the database at a URL, postgresql://…/database?schema=name. */
export const openPolicyEngineDatabase = (url: string): PolicyEngineDatabase =>
  new PolicyEngineDatabase({
    url,
    name: 'policy-engine',
    createClient: (adapter) => new PrismaClient({ adapter }),
    poolSize: 12,
  });

/** Sets the tenant of a transaction that was opened without one, for background work that took it from a row. */
export const actFor = (tx: SqlTransaction, tenantId: string): PromiseLike<unknown> =>
  tx.$queryRawUnsafe(`select set_config('app.tenant_id', $1, true)`, tenantId);
