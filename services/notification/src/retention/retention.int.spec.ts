/** The delivery log as it ages, and what the service says that it stores. */
import { captureLogs, eventually } from '@cspmexa/testkit';
import { loadConfig } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  notificationUnderTest,
  sender,
  someId,
  type NotificationUnderTest,
} from '../../test/notification-under-test.js';
import { notificationConfig } from '../config.js';
import { notificationTables } from '../storage/notification-tables.js';
import { DeliveryRetention } from './delivery-retention.js';

let service: NotificationUnderTest;
beforeAll(async () => {
  service = await notificationUnderTest();
}, 60_000);
afterAll(() => service.stop());

const config = loadConfig(notificationConfig, {
  DATABASE_URL: 'postgresql://x/y',
  MAIL_FROM: sender,
  NOTIFICATION_DELIVERY_DAYS: '30',
});
const ago = (days: number): Date => new Date(service.clock.now().getTime() - days * 86_400_000);

async function delivery(tenantId: string, state: string, createdAt: Date): Promise<string> {
  const id = someId();
  await service.database.withTenant(tenantId, (tx) =>
    tx.delivery.create({
      data: {
        tenantId,
        id,
        recipient: `${id}@x.example`,
        language: 'en',
        state,
        open: false,
        createdAt,
        dueAt: new Date('2099-01-01Z'),
        notices: {
          create: { recipient: `${id}@x.example`, changeId: someId(), reopened: false, facts: {}, createdAt },
        },
      },
    }),
  );
  return id;
}

describe('the delivery log', () => {
  it('forgets old mails with what they told of, but none that is on its way', async () => {
    const tenantId = someId();
    const old = await Promise.all(['sent', 'failed'].map((state) => delivery(tenantId, state, ago(31))));
    const left = await Promise.all([delivery(tenantId, 'sent', ago(29)), delivery(tenantId, 'queued', ago(31))]);
    const retention = new DeliveryRetention(service.database, config, service.clock, captureLogs('info').logger);
    retention.onApplicationBootstrap();
    const ids = () =>
      service.database.withTenant(tenantId, async (tx) => ({
        deliveries: (await tx.delivery.findMany({ where: { tenantId } })).map(({ id }) => id).sort(),
        notices: (await tx.notice.findMany({ where: { tenantId } })).map(({ deliveryId }) => deliveryId).sort(),
      }));
    await eventually(async () =>
      expect(await ids()).toEqual({ deliveries: [...left].sort(), notices: [...left].sort() }),
    );
    expect(old).toHaveLength(2);
    await retention.beforeApplicationShutdown();
  });
});

describe('the page of numbers', () => {
  it('names every table of the service, and is for those who run it', async () => {
    const tenant = await service.tenant();
    const report = await tenant.api.getNotificationStorage();
    expect(report).toMatchObject({ service: 'notification', objects: null });
    const { rows } = await service.database.pool.query<{ name: string }>(
      `select relname as name from pg_class where relnamespace = current_schema()::regnamespace and relkind = 'r' and relname <> '_prisma_migrations' order by 1`,
    );
    expect(report.tables.map(({ name }) => name).sort()).toEqual(rows.map(({ name }) => name));
    expect(notificationTables(30)).toContainEqual(expect.objectContaining({ name: 'delivery', keepsDays: 30 }));
    await expect((await tenant.as('viewer')).getNotificationStorage()).rejects.toMatchObject({ status: 403 });
  });
});
