import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addressOf,
  notificationUnderTest,
  someId,
  type NotificationUnderTest,
  type Tenant,
} from '../../test/notification-under-test.js';

describe('alert rules and the delivery log', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(service.url + path, {
      method,
      headers: {
        authorization: tenant.authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    return { status: response.status, type: response.headers.get('content-type'), text: await response.text() };
  };
  const good = { name: 'The worst', recipients: [{ email: 'ana@example.com' }] };

  it('about other accounts, or every account, are not for whoever may see some accounts (R06)', async () => {
    const [mine, other] = [someId(), someId()];
    const whole = await tenant.api.addAlertRule({ body: good });
    const own = await tenant.api.addAlertRule({ body: { ...good, accountIds: [mine] } });
    const limited = await tenant.as('analyst', [mine]);
    expect((await limited.listAlertRules({ query: {} })).items.map(({ id }) => id)).toEqual([own.id]);
    for (const accountIds of [[], [other], [mine, other]])
      await expect(limited.addAlertRule({ body: { ...good, accountIds } })).rejects.toMatchObject({ status: 403 });
    const params = { ruleId: whole.id };
    await expect(limited.changeAlertRule({ params, body: good })).rejects.toMatchObject({ status: 404 });
    await expect(limited.removeAlertRule({ params })).rejects.toMatchObject({ status: 404 });
    await expect(
      limited.changeAlertRule({ params: { ruleId: own.id }, body: { ...good, accountIds: [other] } }),
    ).rejects.toMatchObject({ status: 403 });
    expect((await limited.addAlertRule({ body: { ...good, accountIds: [mine] } })).accountIds).toEqual([mine]);
    expect((await tenant.api.listAlertRules({ query: {} })).items).toHaveLength(3);
  });

  it('are added, listed, replaced and removed', async () => {
    const { api } = tenant;
    const rule = await api.addAlertRule({
      body: { ...good, recipients: [{ email: 'ANA@Example.com', language: 'pt' }] },
    });
    expect(rule).toMatchObject({
      name: 'The worst',
      enabled: true,
      minSeverity: 'high',
      accountIds: [],
      services: [],
      recipients: [{ email: 'ana@example.com', language: 'pt' }],
      q: '',
      toOwners: false,
      timing: { kind: 'instant', windowMinutes: 5 },
      timeZone: 'UTC',
      quietHours: null,
      nextAt: null,
    });
    const changed = await api.changeAlertRule({
      params: { ruleId: rule.id },
      body: { ...good, enabled: false, services: ['iam'] },
    });
    expect(changed).toEqual({
      ...rule,
      enabled: false,
      services: ['iam'],
      recipients: [{ email: 'ana@example.com', language: 'en' }],
    });
    expect((await api.listAlertRules({ query: {} })).items).toEqual([changed]);
    await api.removeAlertRule({ params: { ruleId: rule.id } });
    expect((await api.listAlertRules({ query: {} })).items).toEqual([]);
    for (const call of [
      () => api.removeAlertRule({ params: { ruleId: rule.id } }),
      () => api.changeAlertRule({ params: { ruleId: rule.id }, body: good }),
    ])
      await expect(call()).rejects.toMatchObject({ status: 404 });
  });

  it('belong to their tenant (R02, R03)', async () => {
    const rule = await tenant.api.addAlertRule({ body: good });
    const { api } = await service.tenant();
    expect((await api.listAlertRules({ query: {} })).items).toEqual([]);
    for (const call of [
      () => api.removeAlertRule({ params: { ruleId: rule.id } }),
      () => api.changeAlertRule({ params: { ruleId: rule.id }, body: good }),
    ])
      await expect(call()).rejects.toMatchObject({ status: 404 });
    expect((await tenant.api.listAlertRules({ query: {} })).items).toEqual([rule]);
  });

  it('are written by those who may', async () => {
    for (const role of ['viewer', 'auditor'] as const) {
      const api = await tenant.as(role);
      await expect(api.addAlertRule({ body: good })).rejects.toMatchObject({ status: 403 });
      await api.listAlertRules({ query: {} });
    }
    await expect((await tenant.as('viewer')).listDeliveries({ query: {} })).rejects.toMatchObject({ status: 403 });
    await (await tenant.as('analyst')).addAlertRule({ body: good });
  });

  it.each<[string, unknown, number]>([
    ['nothing', {}, 400],
    ['a list', [good], 400],
    ['null', 'null', 400],
    ['a number', '1', 400],
    ['no JSON', '{"name":', 400],
    ['no name', { ...good, name: undefined }, 400],
    ['an empty name', { ...good, name: '  ' }, 400],
    ['a long name', { ...good, name: 'x'.repeat(101) }, 400],
    ['a number for a name', { ...good, name: 1 }, 400],
    ['a name with NUL', { ...good, name: 'a\0b' }, 400],
    ['nobody', { ...good, recipients: [] }, 400],
    [
      'fifty-one people',
      { ...good, recipients: Array.from({ length: 51 }, (_, index) => ({ email: `p${index}@example.com` })) },
      400,
    ],
    ['an address that is none', { ...good, recipients: [{ email: 'ana' }] }, 400],
    ['a second header', { ...good, recipients: [{ email: 'ana@example.com\r\nBcc: eve@example.com' }] }, 400],
    ['a line break at the end', { ...good, recipients: [{ email: 'ana@example.com\n' }] }, 400],
    ['a Unicode line break', { ...good, recipients: [{ email: 'ana@example.com\u2028' }] }, 400],
    ['two addresses in one', { ...good, recipients: [{ email: 'ana@example.com, eve@example.com' }] }, 400],
    ['a display name', { ...good, recipients: [{ email: 'Ana <ana@example.com>' }] }, 400],
    ['a quoted line break', { ...good, recipients: [{ email: '"a\nSubject: x"@example.com' }] }, 400],
    ['a very long address', { ...good, recipients: [{ email: `${'a'.repeat(260)}@example.com` }] }, 400],
    ['a text for people', { ...good, recipients: 'ana@example.com' }, 400],
    ['an unknown language', { ...good, recipients: [{ email: 'ana@example.com', language: 'fr' }] }, 400],
    ['an unknown service', { ...good, services: ['lambda'] }, 400],
    ['an unknown severity', { ...good, minSeverity: 'awful' }, 400],
    ['an account that is no id', { ...good, accountIds: ['111122223333'] }, 400],
    ['no window', { ...good, timing: { kind: 'instant', windowMinutes: 0 } }, 400],
    ['half a minute', { ...good, timing: { kind: 'instant', windowMinutes: 0.5 } }, 400],
    ['a window of two days', { ...good, timing: { kind: 'instant', windowMinutes: 2_881 } }, 400],
    ['a text for a window', { ...good, timing: { kind: 'instant', windowMinutes: '5' } }, 400],
    ['a window of old', { ...good, windowMinutes: 5 }, 400],
    ['a digest by the hour', { ...good, timing: { kind: 'hourly' } }, 400],
    ['a digest with a window', { ...good, timing: { kind: 'daily', windowMinutes: 5 } }, 400],
    ['a digest at 24:00', { ...good, timing: { kind: 'daily', at: '24:00' } }, 400],
    ['an eighth day of the week', { ...good, timing: { kind: 'weekly', weekday: 7 } }, 400],
    ['a time zone on Mars', { ...good, timeZone: 'Mars/Olympus' }, 400],
    ['quiet hours on no day', { ...good, quietHours: { days: [], from: '22:00', to: '07:00' } }, 400],
    [
      'quiet hours without an end',
      { ...good, quietHours: { days: [0, 1, 2, 3, 4, 5, 6], from: '07:00', to: '07:00' } },
      400,
    ],
    ['a query that is none', { ...good, q: 'colour:red' }, 400],
    ['a query about what no event tells', { ...good, q: 'is:overdue' }, 400],
    ['an endless query', { ...good, q: 'x'.repeat(1_001) }, 400],
    ["somebody else's tenant", { ...good, tenantId: someId() }, 400],
    ['an id', { ...good, id: someId() }, 400],
    ['a prototype', '{"name":"x","recipients":[{"email":"ana@example.com"}],"__proto__":{"enabled":false}}', 400],
    ['a constructor', '{"name":"x","recipients":[{"email":"ana@example.com","constructor":{}}]}', 400],
    ['a name twice', '{"name":"x","name":"y","recipients":[{"email":"ana@example.com"}]}', 400],
    ['great depth', `{"name":${'['.repeat(5_000)}${']'.repeat(5_000)}}`, 400],
    ['a megabyte', { ...good, name: 'x'.repeat(1_000_000) }, 413],
  ])('with %s are refused in words, and nothing is stored (R05, I01, X02)', async (_, body, expected) => {
    const rule = await tenant.api.addAlertRule({ body: good });
    for (const [method, path] of [
      ['POST', '/v1/alert-rules'],
      ['PUT', `/v1/alert-rules/${rule.id}`],
    ] as const) {
      const { status, type, text } = await send(method, path, body);
      expect([method, status, type]).toEqual([method, expected, 'application/problem+json; charset=utf-8']);
      expect(JSON.parse(text)).toMatchObject({ status: expected, code: expect.any(String) });
    }
    expect((await tenant.api.listAlertRules({ query: {} })).items).toEqual([rule]);
  });

  it.each([
    ['GET', '/v1/alert-rules?limit=0', 400],
    ['GET', '/v1/alert-rules?limit=1000', 400],
    ['GET', '/v1/alert-rules?cursor=x', 400],
    ['GET', "/v1/alert-rules?cursor=' or 1=1", 400],
    ['GET', '/v1/alert-rules?sort=name', 400],
    ['PUT', '/v1/alert-rules/x', 400],
    ['DELETE', '/v1/alert-rules/%00', 400],
    ['DELETE', "/v1/alert-rules/'", 400],
    ['POST', `/v1/alert-rules/${someId()}`, 405],
    ['GET', '/v1/deliveries?cursor=%00', 400],
    ['GET', '/v1/deliveries?cursor=5b0d6c1e', 400],
    ['GET', '/v1/deliveries?state=lost', 400],
    ['GET', '/v1/deliveries?state[a]=b', 400],
    ['GET', '/v1/deliveries?limit=1e9', 400],
    ['GET', '/v1/deliveries/x', 400],
    ['GET', `/v1/deliveries/${someId()}`, 404],
    ['DELETE', `/v1/deliveries/${someId()}`, 405],
  ])('answer %s %s in words (I05, I06)', async (method, path, expected) => {
    const { status, type } = await send(method, path, ['PUT', 'POST'].includes(method) ? good : undefined);
    expect([status, type]).toEqual([expected, 'application/problem+json; charset=utf-8']);
  });

  it('are listed a page at a time, each once', async () => {
    for (let count = 0; count < 7; count += 1)
      await tenant.api.addAlertRule({ body: { ...good, name: `rule ${count}` } });
    const names: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await tenant.api.listAlertRules({ query: { limit: 3, ...(cursor ? { cursor } : {}) } });
      names.push(...page.items.map(({ name }) => name));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(names).toEqual(Array.from({ length: 7 }, (_, index) => `rule ${index}`));
  });

  it('show mails newest first, a page at a time, by state, and those of the tenant alone', async () => {
    const recipients = Array.from({ length: 5 }, (_, index) => ({ email: addressOf(tenant.id, `p${index}`) }));
    await tenant.rule({ recipients, timing: { kind: 'instant', windowMinutes: 1 } });
    await tenant.tell();
    await service.pass(60_000);
    await tenant.settled(...recipients.map(() => 'sent'));
    await tenant.tell();
    const all = await tenant.deliveries();
    expect(all.map(({ state }) => state)).toEqual([...Array(5).fill('queued'), ...Array(5).fill('sent')]);
    const ids: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await tenant.api.listDeliveries({
        query: { limit: 3, state: ['sent'], ...(cursor ? { cursor } : {}) },
      });
      ids.push(...page.items.map(({ id }) => id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(ids).toEqual(all.slice(5).map(({ id }) => id));
    const stranger = await service.tenant();
    expect(await stranger.deliveries()).toEqual([]);
    await expect(stranger.api.getDelivery({ params: { deliveryId: String(ids[0]) } })).rejects.toMatchObject({
      status: 404,
    });
  });
});
