import { accountChanged, type Delivery } from '@cspmexa/contracts';
import { Cursors } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addressOf,
  notificationUnderTest,
  someId,
  type NotificationUnderTest,
  type Tenant,
} from '../../test/notification-under-test.js';
import { DeliveryStore } from './delivery.store.js';

const minute = 60_000;
const hour = 60 * minute;
const daily = { kind: 'daily', at: '09:00' } as const;
const instant = (windowMinutes: number) => ({ kind: 'instant', windowMinutes }) as const;
const everyDay = [0, 1, 2, 3, 4, 5, 6];

describe('mails that wait', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  const ana = () => addressOf(tenant.id, 'ana');
  /** Moves the clock to the next time of day in UTC. */
  const until = async (time: string) => {
    const now = service.clock.now();
    const at = new Date(`${now.toISOString().slice(0, 10)}T${time}:00Z`).getTime();
    await service.pass(at > now.getTime() ? at - now.getTime() : at + 24 * hour - now.getTime());
  };
  const subjects = () => tenant.mails().map(({ subject }) => subject);
  const due = (deliveries: readonly Delivery[]) => deliveries.map(({ dueAt }) => dueAt.slice(11, 16));
  beforeEach(() => until('12:00'));

  describe('in a digest', () => {
    it('gather what is found until their time, group it, and come once a day', async () => {
      await tenant.rule({ timing: daily, name: 'Morning <b>' });
      const [accountId, other] = [someId(), someId()];
      for (let index = 0; index < 4; index += 1) await tenant.tell({ accountId, severity: 'high' });
      await tenant.tell({ accountId: other, severity: 'critical', dueAt: '2026-12-03T10:00:00Z' });
      const [queued] = await tenant.settled('queued');
      expect(queued).toMatchObject({ kind: 'digest', findings: 5, subject: '', attempts: 0 });
      expect(due([queued as Delivery])).toEqual(['09:00']);
      await until('08:59');
      expect(tenant.mails()).toEqual([]);
      await until('09:00');
      const [sent] = await tenant.settled('sent');
      expect(sent).toMatchObject({ kind: 'digest', findings: 5, attempts: 1 });
      const [mail] = tenant.mails();
      expect(mail?.subject).toBe('[CSPM][CRITICAL] 5 new findings — 2 accounts');
      expect(mail?.text).toMatch(
        /1 critical · 4 high[^]*\[CRITICAL · 1 finding\][^]*Due by 3 December 2026[^]*\[HIGH · 4 findings\]/,
      );
      expect(mail?.text).toContain(`because of the alert rule “Morning <b>”`);
      expect(mail?.html).not.toContain('<b>');
      expect(mail?.text).toMatch(/findings\?q=is%3Aopen%20severity%3A/);
      // Nothing to say, no mail.
      await until('09:00');
      expect(await tenant.settled('sent')).toHaveLength(1);
      await tenant.tell();
      await until('09:00');
      await tenant.settled('sent', 'sent');
    });

    it('come on their day at their local hour, in the language of each', async () => {
      // At noon of UTC it is one o'clock of the next day in Auckland in January.
      const weekday = new Date(service.clock.now().getTime() + 13 * hour).getUTCDay();
      const rule = await tenant.rule({
        timing: { kind: 'weekly', at: '09:00', weekday },
        timeZone: 'Pacific/Auckland',
        recipients: [{ email: ana() }, { email: addressOf(tenant.id, 'bruno'), language: 'pt' }],
      });
      await tenant.tell();
      await until('19:59');
      expect(tenant.mails()).toEqual([]);
      await until('20:00');
      await tenant.settled('sent', 'sent');
      expect(subjects().sort()).toEqual([expect.stringMatching(/new finding/), expect.stringMatching(/novo achado/)]);
      const listed = await tenant.api.listAlertRules({ query: {} });
      const next = new Date(service.clock.now().getTime() + 7 * 24 * hour);
      expect(listed.items).toMatchObject([{ id: rule.id, nextAt: next.toISOString() }]);
    });

    it('tell nothing that their reader was told at once, or in another digest', async () => {
      await tenant.rule({ timing: instant(1), minSeverity: 'critical' });
      await tenant.rule({ timing: daily });
      await tenant.rule({ timing: { kind: 'daily', at: '10:00' } });
      await tenant.tell({ severity: 'critical' });
      await tenant.settled('queued', 'queued', 'queued');
      await service.pass(minute);
      await tenant.settled('queued', 'queued', 'sent');
      await tenant.tell({ severity: 'low' });
      await until('09:00');
      const after = await tenant.settled('queued', 'sent', 'sent');
      expect(after.filter(({ state }) => state === 'sent').map(({ findings }) => findings)).toEqual([1, 1]);
      // All that the second digest gathered was told: there is nothing to send.
      await until('10:00');
      await eventually(async () => expect(await tenant.deliveries()).toHaveLength(2));
      expect(subjects()).toEqual([
        '[CSPM][CRITICAL] 1 new finding — account 111122223333 (…3333)',
        '[CSPM][LOW] 1 new finding — account 111122223333 (…3333)',
      ]);
    });

    it('tell nothing that was repaired or accepted before, and not that it was', async () => {
      await tenant.rule({ timing: daily });
      const ids = [someId(), someId(), someId()] as const;
      for (const findingId of ids) await tenant.tell({ findingId });
      await tenant.tell({ findingId: ids[0] }, 'finding.resolved');
      await tenant.tell({ findingId: ids[1] }, 'finding.excepted');
      await eventually(async () => expect(await tenant.deliveries()).toMatchObject([{ findings: 1 }]));
      await tenant.tell({ findingId: ids[0] }, 'finding.reopened');
      await until('09:00');
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 2 }]);
      const [mail] = tenant.mails();
      expect(mail?.subject).toMatch(/2 new findings/);
      await tenant.tell({ findingId: ids[2] });
      await tenant.tell({ findingId: ids[2] }, 'finding.resolved');
      await until('09:00');
      await eventually(async () => expect(await tenant.deliveries()).toHaveLength(1));
    });

    it('tell what an alert failed to tell', async () => {
      await tenant.rule({ timing: instant(1) });
      await tenant.rule({ timing: daily });
      await tenant.tell();
      service.account.state.ses.requireVerifiedSender = true;
      await service.pass(minute);
      await tenant.settled('failed', 'queued');
      service.account.state.ses.requireVerifiedSender = false;
      await until('09:00');
      await tenant.settled('failed', 'sent');
    });

    it('are not sent early because a scan is over', async () => {
      await tenant.rule({ timing: daily });
      const scanId = someId();
      await tenant.tell({ scanId });
      await tenant.judged(scanId);
      await service.pass(hour);
      await tenant.settled('queued');
    });

    it('told twice together are told once, however many senders there are (Q01)', async () => {
      const replica = await service.replica();
      try {
        for (let count = 0; count < 8; count += 1) await tenant.rule({ timing: daily, name: `rule ${count}` });
        const envelope = await tenant.tell();
        await service.publish({ ...envelope, id: someId() });
        await until('09:00');
        expect(await tenant.settled('sent')).toMatchObject([{ findings: 1 }]);
        await service.publish({ ...envelope, id: someId() });
        await until('09:00');
        await eventually(async () => expect(await tenant.deliveries()).toHaveLength(1));
        expect(tenant.mails()).toHaveLength(1);
      } finally {
        await replica.stop();
      }
    }, 20_000);

    it('that cannot be rendered fail alone, and hold up nobody', async () => {
      await tenant.rule({ timing: daily, q: 'service:s3' });
      await tenant.tell();
      await service.database.client.notice.updateMany({
        where: { tenantId: tenant.id },
        data: { facts: { title: 'of another version' } },
      });
      const other = await service.tenant();
      await other.rule({ timing: daily, q: 'service:s3' });
      await other.tell();
      await until('09:00');
      await other.settled('sent');
      expect(await tenant.deliveries()).toMatchObject([{ state: 'queued', attempts: 1 }]);
      // It would be tried again under the next tests.
      await service.database.client.delivery.deleteMany({ where: { tenantId: tenant.id } });
    });

    it('are lost to no sender that dies, and doubled by none (K01)', async () => {
      await tenant.rule({ timing: daily });
      await tenant.tell();
      await tenant.tell();
      const [queued] = await tenant.settled('queued');
      const dueAt = new Date(String(queued?.dueAt)).getTime();
      // The clock of this store is ahead of the service's, so that it alone finds the mail due.
      const ahead = { now: () => new Date(dueAt) };
      const claimed = await new DeliveryStore(service.database, ahead, new Cursors('a key for the test')).claim(minute);
      expect(claimed).toMatchObject({ id: queued?.id, gathered: { isDigest: true, told: [{}, {}] } });
      await until('09:00');
      expect(await tenant.settled('sending')).toMatchObject([{ dueAt: queued?.dueAt }]);
      await service.pass(minute);
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 2, attempts: 2 }]);
      expect(tenant.mails()).toHaveLength(1);
    });
  });

  describe('while their rule changes', () => {
    const body = (more: object) => ({
      name: 'rule',
      recipients: [{ email: ana() }],
      minSeverity: 'info' as const,
      timing: daily,
      ...more,
    });
    it('move with it to its new time', async () => {
      const { id: ruleId } = await tenant.rule(body({}));
      await tenant.tell();
      const change = (more: object) => tenant.api.changeAlertRule({ params: { ruleId }, body: body(more) });
      await change({ timing: { kind: 'daily', at: '21:00' } });
      expect(due(await tenant.deliveries())).toEqual(['21:00']);
      await change({
        timing: { kind: 'daily', at: '21:00' },
        quietHours: { days: everyDay, from: '20:00', to: '22:30' },
      });
      expect(due(await tenant.deliveries())).toEqual(['22:30']);
      await change({ timing: instant(10) });
      expect(due(await tenant.deliveries())).toEqual(['12:10']);
      await service.pass(10 * minute);
      expect(await tenant.settled('sent')).toMatchObject([{ kind: 'digest', findings: 1 }]);
    });

    it('tell what it still asks for, to those whom it still names', async () => {
      const bruno = addressOf(tenant.id, 'bruno');
      const { id: ruleId } = await tenant.rule(body({ recipients: [{ email: ana() }, { email: bruno }] }));
      await tenant.tell({ service: 'iam' });
      await tenant.tell({ service: 's3' });
      await tenant.settled('queued', 'queued');
      await tenant.api.changeAlertRule({ params: { ruleId }, body: body({ q: 'service:s3' }) });
      await until('09:00');
      await eventually(async () =>
        expect(await tenant.deliveries()).toMatchObject([{ state: 'sent', recipient: ana(), findings: 1 }]),
      );
    });

    it('keep what they gathered while it is off for a while, and tell nothing when it stays off', async () => {
      const { id: ruleId } = await tenant.rule(body({}));
      const turn = (enabled: boolean) => tenant.api.changeAlertRule({ params: { ruleId }, body: body({ enabled }) });
      await tenant.tell();
      await turn(false);
      await tenant.tell();
      expect((await turn(true)).nextAt).not.toBeNull();
      await until('09:00');
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 1 }]);
      await tenant.tell();
      expect((await turn(false)).nextAt).toBeNull();
      await until('09:00');
      await tenant.settled('sent');
    });

    it.each([
      ['everybody', undefined],
      ['somebody who may see some accounts', true],
    ])('are dropped when it is removed by %s, and what other rules gathered is not', async (_, isLimited) => {
      const accountId = someId();
      const { id: ruleId } = await tenant.rule(body({ accountIds: [accountId] }));
      await tenant.rule(body({ timing: { kind: 'daily', at: '10:00' } }));
      await tenant.tell({ accountId });
      await tenant.settled('queued', 'queued');
      const api = isLimited ? await tenant.as('analyst', [accountId]) : tenant.api;
      await api.removeAlertRule({ params: { ruleId } });
      expect(due(await tenant.deliveries())).toEqual(['10:00']);
      await until('10:00');
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 1 }]);
    });
  });

  describe('in quiet hours', () => {
    const quietHours = { days: everyDay, from: '22:00', to: '07:00' };
    it('go out at their end, all together, whatever scans are over; critical ones go at once', async () => {
      await tenant.rule({ timing: instant(5), quietHours });
      await until('23:00');
      const scanId = someId();
      await tenant.tell({ scanId, severity: 'high' });
      await tenant.judged(scanId);
      await until('02:00');
      await tenant.tell({ severity: 'medium' });
      expect(due(await tenant.settled('queued'))).toEqual(['07:00']);
      await tenant.tell({ severity: 'critical' });
      await service.pass(5 * minute);
      await tenant.settled('queued', 'sent');
      expect(subjects()).toEqual([expect.stringMatching(/CRITICAL\] 1 new finding /)]);
      await until('06:59');
      await tenant.settled('queued', 'sent');
      await until('07:00');
      await tenant.settled('sent', 'sent');
      expect(subjects()[1]).toMatch(/HIGH\] 2 new findings/);
    });

    it('hold back nothing of another rule without them, which is then not told again', async () => {
      await tenant.rule({ timing: instant(5), quietHours });
      await tenant.rule({ timing: instant(5) });
      await until('23:00');
      await tenant.tell({ severity: 'low' });
      await service.pass(5 * minute);
      await tenant.settled('queued', 'sent');
      await until('07:00');
      await eventually(async () => expect(await tenant.deliveries()).toHaveLength(1));
    });

    it('hold a digest, too, but for what is critical', async () => {
      await tenant.rule({ timing: { kind: 'daily', at: '23:00' }, quietHours });
      await tenant.tell({ severity: 'critical' });
      await tenant.tell({ severity: 'high' });
      await until('23:00');
      await tenant.settled('queued', 'sent');
      await until('07:00');
      await tenant.settled('sent', 'sent');
      expect(subjects()).toEqual([expect.stringMatching(/CRITICAL\] 1 new/), expect.stringMatching(/HIGH\] 1 new/)]);
    });
  });

  it('reach the owners of the account, as they are known, in the language of the rule', async () => {
    const accountId = someId();
    const own = (owners?: readonly string[]) =>
      tenant.publish(accountChanged.name, {
        ...accountChanged.example,
        accountId,
        name: 'Loja',
        ...(owners ? { owners } : {}),
      });
    await own([addressOf(tenant.id, 'RUI').toUpperCase(), 'rui', 'a@x.io\r\nBcc: b@x.io', addressOf(tenant.id, 'rui')]);
    // A message of an older version, without owners, leaves them as they are.
    await own();
    await tenant.rule({
      toOwners: true,
      q: 'account:loja',
      recipients: [{ email: ana(), language: 'pt' }],
      timing: instant(1),
    });
    await tenant.tell({ accountId });
    await tenant.tell({});
    await service.pass(minute);
    await tenant.settled('sent', 'sent');
    expect(
      tenant
        .mails()
        .map(({ to }) => to[0])
        .sort(),
    ).toEqual([ana(), addressOf(tenant.id, 'rui')].sort());
    expect(new Set(subjects())).toEqual(new Set(['[CSPM][MÉDIO] 1 novo achado — conta Loja (…3333)']));
  });
});
