import { createClient } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  notificationUnderTest,
  someId,
  type NotificationUnderTest,
  type Tenant,
} from '../../test/notification-under-test.js';

describe('a test of a rule', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  const body = { name: 'On call <b>', recipients: [{ email: 'oncall@example.com' }] };
  const mailOf = (deliveryId: string) =>
    service.account.mailbox.find(({ headers }) => headers['X-Cspmexa-Delivery'] === deliveryId);

  it.each([
    ['en', 'en-GB', '[CSPM][TEST][CRITICAL] 3 new findings — account Example (…0000)', 'are made up'],
    ['pt', 'pt-BR', '[CSPM][TESTE][CRÍTICO] 3 novos achados — conta Example (…0000)', 'são inventados'],
  ])('mails whoever asks and nobody else, in their language (%s)', async (language, accepted, subject, madeUp) => {
    const api = createClient({
      baseUrl: service.url,
      headers: () => ({ authorization: tenant.authorization, 'accept-language': accepted }),
    });
    const delivery = await api.testAlertRule({ body });
    expect(delivery).toMatchObject({ kind: 'test', state: 'queued', findings: 3, subject });
    await tenant.settled('sent');
    const detail = await tenant.api.getDelivery({ params: { deliveryId: delivery.id } });
    expect(detail).toMatchObject({ language, state: 'sent', recipient: delivery.recipient });
    const mail = mailOf(delivery.id);
    expect(mail).toMatchObject({ to: [delivery.recipient], cc: [], bcc: [], subject });
    expect(delivery.recipient).not.toBe('oncall@example.com');
    expect(mail?.text).toContain(madeUp);
    expect(mail?.html).toContain(madeUp);
    expect(mail?.html).not.toContain('<b>');
    expect((await tenant.api.listAlertRules({ query: {} })).items).toEqual([]);
  });

  it('looks like what the rule sends: a digest for a digest, at the severities that it asks for', async () => {
    const delivery = await tenant.api.testAlertRule({
      body: { ...body, minSeverity: 'critical', timing: { kind: 'weekly' } },
    });
    await tenant.settled('sent');
    const mail = mailOf(delivery.id);
    expect(mail?.text).toMatch(/3 critical[^]*\[CRITICAL · 2 findings\]/);
    expect(mail?.text).not.toMatch(/HIGH/);
  });

  it('goes out at once in quiet hours, and joins nothing that waits', async () => {
    await tenant.rule({});
    await tenant.tell();
    await tenant.api.testAlertRule({
      body: { ...body, quietHours: { days: [0, 1, 2, 3, 4, 5], from: '00:00', to: '00:00' } },
    });
    const [test] = await tenant.settled('queued', 'sent');
    expect(test).toMatchObject({ kind: 'test', state: 'sent' });
  });

  it('is for those who may change rules, of whichever accounts', async () => {
    for (const role of ['viewer', 'auditor'] as const)
      await expect((await tenant.as(role)).testAlertRule({ body })).rejects.toMatchObject({ status: 403 });
    const limited = await tenant.as('analyst', [someId()]);
    expect(await limited.testAlertRule({ body })).toMatchObject({ kind: 'test' });
    await tenant.settled('sent');
    expect((await limited.listDeliveries({ query: {} }).catch(() => ({ items: [] }))).items).toEqual([]);
  });

  it('is found in the log by its kind', async () => {
    await tenant.rule({});
    await tenant.tell();
    await tenant.api.testAlertRule({ body });
    const kinds = async (kind: ('test' | 'instant' | 'digest')[]) =>
      (await tenant.api.listDeliveries({ query: { kind } })).items.map((one) => one.kind);
    expect(await kinds(['test'])).toEqual(['test']);
    expect((await kinds(['test', 'instant'])).sort()).toEqual(['instant', 'test']);
    expect(await kinds(['digest'])).toEqual([]);
  });
});
