/** The auth service's database. */
import { fileURLToPath } from 'node:url';
import { Database, type Transaction } from '@cspmexa/platform';
import { PrismaClient } from './generated/prisma/client.js';

export class AuthDatabase extends Database<PrismaClient> {}

/** A transaction of it. */
export type Tx = Transaction<PrismaClient>;

/** The folder of the auth service's migrations. */
export const authMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Connects to the database at a URL, postgresql://…/database?schema=name. */
export const openAuthDatabase = (url: string): AuthDatabase =>
  new AuthDatabase({ url, name: 'auth', createClient: (adapter) => new PrismaClient({ adapter }) });
