import { openOwnerPool, proveAudited } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe } from '@jest/globals';
import type pg from 'pg';
import {
  addressOf,
  notificationUnderTest,
  type NotificationUnderTest,
  type Tenant,
} from '../test/notification-under-test.js';

describe('what people change in the notification service', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  let owner: pg.Pool;
  beforeAll(async () => {
    service = await notificationUnderTest();
    tenant = await service.tenant();
    owner = openOwnerPool(service.databaseUrl);
  }, 60_000);
  afterAll(async () => {
    await owner.end();
    await service.stop();
  });

  let count = 0;
  const body = () => ({
    name: `rule ${(count += 1)}`,
    minSeverity: 'high' as const,
    recipients: [{ email: addressOf(tenant.id, 'ana') }],
  });
  const rule = () => tenant.api.addAlertRule({ body: body() });
  proveAudited(
    'notification',
    () => ({
      owner,
      state: async () => [
        (await owner.query('select * from alert_rule order by id')).rows,
        (await owner.query('select id, kind from delivery order by id')).rows,
      ],
    }),
    {
      addAlertRule: async () => rule,
      changeAlertRule: async () => {
        const { id: ruleId } = await rule();
        return () => tenant.api.changeAlertRule({ params: { ruleId }, body: body() });
      },
      testAlertRule: async () => () => tenant.api.testAlertRule({ body: body() }),
      removeAlertRule: async () => {
        const { id: ruleId } = await rule();
        return () => tenant.api.removeAlertRule({ params: { ruleId } });
      },
    },
  );
});
