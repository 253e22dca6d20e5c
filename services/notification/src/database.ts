/** The notification service's database. */
import { fileURLToPath } from 'node:url';
import { Database, type Transaction } from '@cspmexa/platform';
import { PrismaClient } from './generated/prisma/client.js';

export class NotificationDatabase extends Database<PrismaClient> {}

/** A transaction of it. */
export type Tx = Transaction<PrismaClient>;

/** The folder of the notification service's migrations. */
export const notificationMigrations = fileURLToPath(new URL('../prisma/migrations', import.meta.url));

/** Connects to the database at a URL, postgresql://…/database?schema=name. */
export const openNotificationDatabase = (url: string): NotificationDatabase =>
  new NotificationDatabase({ url, name: 'notification', createClient: (adapter) => new PrismaClient({ adapter }) });
