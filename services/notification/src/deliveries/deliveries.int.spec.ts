import { accountChanged, findingOpened } from '@cspmexa/contracts';
import { Cursors } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addressOf,
  notificationUnderTest,
  sender,
  someId,
  type NotificationUnderTest,
  type Tenant,
} from '../../test/notification-under-test.js';
import { writeGathered } from '../mail/gathered-mail.js';
import { maxTries, nextTry } from './backoff.js';
import { DeliveryStore } from './delivery.store.js';

const minute = 60_000;
const lease = 60_000;

describe('mails about findings', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  afterEach(() => {
    service.account.faults.clear();
    service.account.state.ses.requireVerifiedSender = false;
  });

  describe('are grouped', () => {
    it('into one for each recipient and window, however many come at the same time', async () => {
      await tenant.rule({
        recipients: [{ email: addressOf(tenant.id, 'ana') }, { email: addressOf(tenant.id, 'bruno'), language: 'pt' }],
      });
      await Promise.all(Array.from({ length: 30 }, () => tenant.tell()));
      await tenant.settled('queued', 'queued');
      await service.pass(5 * minute - 1_000);
      expect(tenant.mails()).toHaveLength(0);
      await service.pass(1_000);
      const sent = await tenant.settled('sent', 'sent');
      expect(sent.map(({ findings, attempts }) => [findings, attempts])).toEqual([
        [30, 1],
        [30, 1],
      ]);
      expect(
        tenant
          .mails()
          .map(({ to }) => to)
          .sort(),
      ).toEqual([[addressOf(tenant.id, 'ana')], [addressOf(tenant.id, 'bruno')]]);
      await tenant.tell();
      await tenant.settled('sent', 'sent', 'queued', 'queued');
    });

    it('and told once, whatever comes twice and however many rules ask (Q01)', async () => {
      const recipients = [{ email: addressOf(tenant.id, 'ana') }];
      await tenant.rule({ recipients });
      await tenant.rule({
        recipients: [{ email: addressOf(tenant.id, 'ANA').toUpperCase() }],
        timing: { kind: 'instant', windowMinutes: 1 },
      });
      const envelope = await tenant.tell();
      await Promise.all(
        [envelope, envelope, { ...envelope, id: someId() }, { ...envelope, id: someId() }].map((again) =>
          service.publish(again),
        ),
      );
      await tenant.settled('queued');
      await service.pass(minute);
      await tenant.settled('sent');
      // Thirty minutes later, and again.
      await service.pass(30 * minute);
      await service.publish(envelope);
      await service.publish({ ...envelope, id: someId() });
      await service.pass(10 * minute);
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 1 }]);
      expect(tenant.mails()).toHaveLength(1);
    });

    it('when something came back, and not when it was repaired', async () => {
      await tenant.rule({});
      await tenant.tell({}, 'finding.resolved');
      await service.pass(10 * minute);
      expect(await tenant.deliveries()).toEqual([]);
      await tenant.tell({}, 'finding.reopened');
      await service.pass(10 * minute);
      await tenant.settled('sent');
      expect(tenant.mails()[0]?.text).toContain('(came back)');
    });

    it('and only those that a rule asks for', async () => {
      const accountId = someId();
      await tenant.rule({ minSeverity: 'high', accountIds: [accountId], services: ['iam'] });
      await tenant.tell({ severity: 'medium', accountId, service: 'iam' });
      await tenant.tell({ severity: 'high', service: 'iam' });
      await tenant.tell({ severity: 'high', accountId, service: 's3' });
      expect(await tenant.deliveries()).toEqual([]);
      await tenant.tell({ severity: 'high', accountId, service: 'iam' });
      expect(await tenant.deliveries()).toMatchObject([{ findings: 1 }]);
    });

    it('and out when the scan is over, without waiting for the window', async () => {
      await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1_440 } });
      const scanId = someId();
      await Promise.all([
        tenant.tell({ scanId }),
        tenant.tell({ scanId }),
        tenant.judged(scanId),
        tenant.judged(scanId),
      ]);
      await service.pass(2_000);
      expect(tenant.mails()).toHaveLength(0);
      await service.pass(1_000);
      expect(await tenant.settled('sent')).toMatchObject([{ findings: 2 }]);
    });

    it('and out when the scan is over, even if that is heard before the findings', async () => {
      await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1_440 } });
      const scanId = someId();
      await tenant.judged(scanId);
      await service.pass(1_000);
      await tenant.tell({ scanId });
      await service.pass(2_000);
      await tenant.settled('sent');
      await service.pass(1_000);
      // One that was held up for longer waits for its window, as it would get a mail of its own.
      await tenant.tell({ scanId });
      await service.pass(minute);
      await tenant.settled('sent', 'queued');
    });

    it('and nothing is sent for a scan that found nothing new', async () => {
      await tenant.rule({});
      await tenant.judged(someId());
      await service.pass(60 * minute);
      expect(await tenant.deliveries()).toEqual([]);
    });
  });

  it('reach the mailbox in the language of their reader, as HTML and as text', async () => {
    const accountId = someId();
    await service.publish({
      id: someId(),
      type: accountChanged.name,
      version: 1,
      tenantId: tenant.id,
      occurredAt: new Date().toISOString(),
      traceparent: '',
      data: { ...accountChanged.example, accountId, name: 'produção <b>' },
    });
    await tenant.rule({
      recipients: [{ email: addressOf(tenant.id, 'ana') }, { email: addressOf(tenant.id, 'bruno'), language: 'pt' }],
    });
    const name = '"><img src=x onerror=alert(1)>';
    await tenant.tell({ accountId, severity: 'critical', resourceArn: name });
    await service.pass(5 * minute);
    const sent = await tenant.settled('sent', 'sent');
    const [ana, bruno] = ['ana', 'bruno'].map((who) =>
      tenant.mails().find(({ to }) => to.includes(addressOf(tenant.id, who))),
    );
    expect(ana?.subject).toBe('[CSPM][CRITICAL] 1 new finding — account produção <b> (…3333)');
    expect(bruno?.subject).toBe('[CSPM][CRÍTICO] 1 novo achado — conta produção <b> (…3333)');
    expect(ana?.text).toContain(findingOpened.example.title.en);
    expect(bruno?.text).toContain(findingOpened.example.title.pt);
    for (const mail of [ana, bruno]) {
      expect(mail?.html).toMatch(/^<!doctype html>/);
      expect(mail?.html).not.toMatch(/<img|<b>/);
      expect(mail?.text).toContain(name);
      expect(mail).toMatchObject({ from: sender, cc: [], bcc: [], headers: { 'Auto-Submitted': 'auto-generated' } });
      const logged = sent.find(({ id }) => id === mail?.headers['X-Cspmexa-Delivery']);
      expect(logged).toMatchObject({ providerMessageId: mail?.messageId, subject: mail?.subject });
      const detail = await tenant.api.getDelivery({ params: { deliveryId: String(logged?.id) } });
      expect(detail).toMatchObject({ html: mail?.html, text: mail?.text });
    }
  });

  describe('when SES is in trouble (N02)', () => {
    beforeEach(async () => {
      await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1 } });
      await tenant.tell();
    });

    it('are failed for good where it will never send them', async () => {
      service.account.state.ses.requireVerifiedSender = true;
      await service.pass(minute);
      const [failed] = await tenant.settled('failed');
      expect(failed?.failure).toMatch(/^MessageRejected: Email address is not verified/);
      service.account.state.ses.requireVerifiedSender = false;
      for (let hour = 0; hour < 24; hour += 1) await service.pass(60 * minute);
      expect([tenant.mails().length, (await tenant.deliveries())[0]?.attempts]).toEqual([0, 1]);
    }, 15_000);

    it.each(['Throttling', 'InternalError', 'AccessDenied', 'ExpiredToken'] as const)(
      'wait when it answers %s, and go out later',
      async (kind) => {
        service.account.faults.add({ service: 'ses', kind });
        await service.pass(minute);
        const [waiting] = await eventually(async () => {
          const found = await tenant.deliveries();
          expect(found).toMatchObject([{ state: 'queued', attempts: 1, failure: expect.stringMatching(/./) }]);
          return found;
        }, 10_000);
        expect(waiting?.subject).not.toBe('');
        service.account.faults.clear();
        await service.pass((nextTry(1) ?? 0) - 1_000);
        expect(tenant.mails()).toHaveLength(0);
        await service.pass(1_000);
        expect(await tenant.settled('sent')).toMatchObject([{ attempts: 2, failure: null }]);
        expect(tenant.mails()).toHaveLength(1);
      },
      20_000,
    );

    it.each(['reset', 'truncated', 'garbage', 'html', 'wrongTypes'] as const)(
      'come twice at most, under one id, when it takes them and its answer is %s',
      async (kind) => {
        service.account.faults.add({ service: 'ses', kind, times: 1 });
        await service.pass(minute);
        await eventually(async () => {
          const [tried] = await tenant.deliveries();
          expect(tried).toMatchObject({ attempts: 1, state: expect.not.stringMatching('sending') });
        }, 10_000);
        await service.pass(nextTry(1) ?? 0);
        await tenant.settled('sent');
        await service.pass(24 * 60 * minute);
        const ids = tenant.mails().map(({ headers }) => headers['X-Cspmexa-Delivery']);
        expect(ids.length).toBeLessThanOrEqual(2);
        expect(new Set(ids).size).toBe(1);
      },
      20_000,
    );

    it('are sent at the pace that it allows', async () => {
      service.account.faults.add({ service: 'ses', kind: 'Throttling', times: 2 });
      await service.pass(minute);
      expect(await tenant.settled('sent')).toMatchObject([{ attempts: 1 }]);
      expect(tenant.mails()).toHaveLength(1);
    }, 15_000);

    it('are given up within a day', async () => {
      service.account.faults.add({ service: 'ses', kind: 'AccessDenied' });
      let waited = minute;
      await service.pass(minute);
      for (let attempt = 1; attempt < maxTries; attempt += 1) {
        await eventually(async () =>
          expect(await tenant.deliveries()).toMatchObject([{ state: 'queued', attempts: attempt }]),
        );
        waited += nextTry(attempt) ?? 0;
        await service.pass(nextTry(attempt) ?? 0);
      }
      await tenant.settled('failed');
      expect(waited).toBeLessThan(24 * 60 * minute);
    }, 20_000);
  });

  describe('when their sender dies (K01)', () => {
    const cursors = new Cursors('a key for the test');
    let store: DeliveryStore;
    beforeEach(async () => {
      store = new DeliveryStore(service.database, service.clock, cursors);
      await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1 } });
      await tenant.tell();
    });
    /** Takes the mail before the service does, as a process that is about to die. */
    const claim = async () => {
      // The clock of this store is ahead of the service's, so that it alone finds the mail due.
      const ahead = new DeliveryStore(
        service.database,
        { now: () => new Date(service.clock.now().getTime() + minute) },
        cursors,
      );
      const claimed = await ahead.claim(lease);
      if (!claimed || claimed.tenantId !== tenant.id) throw new Error('There is no mail of ours to claim.');
      return claimed;
    };
    const handOver = async (claimed: Awaited<ReturnType<typeof claim>>) => {
      if (!('gathered' in claimed)) throw new Error('It was written before.');
      const mail = writeGathered(claimed.gathered, claimed.language, 'https://cspm.example.com');
      await store.keep(claimed, mail);
      return service.mailer.send({ id: claimed.id, from: sender, to: claimed.recipient, ...mail });
    };

    it('before it was sent, are sent once when the lease has ended', async () => {
      await claim();
      await service.pass(minute);
      expect(await tenant.deliveries()).toMatchObject([{ state: 'sending' }]);
      await service.pass(lease);
      expect(await tenant.settled('sent')).toMatchObject([{ attempts: 2 }]);
      expect(tenant.mails()).toHaveLength(1);
    });

    it('after it was sent and before that was noted, come twice at most, under one id', async () => {
      await handOver(await claim());
      await service.pass(minute + lease);
      await tenant.settled('sent');
      await service.pass(24 * 60 * minute);
      const ids = tenant.mails().map(({ headers }) => headers['X-Cspmexa-Delivery']);
      expect(ids).toHaveLength(2);
      expect(new Set(ids).size).toBe(1);
    });

    it('after it was noted, are never sent again', async () => {
      const claimed = await claim();
      await store.sent(claimed, await handOver(claimed));
      await service.pass(24 * 60 * minute);
      expect(await tenant.settled('sent')).toMatchObject([{ attempts: 1 }]);
      expect(tenant.mails()).toHaveLength(1);
    });

    it('again and again, are given up', async () => {
      const claimed = await claim();
      await service.database.client.delivery.updateMany({ where: { id: claimed.id }, data: { attempts: maxTries } });
      await service.pass(minute + lease);
      expect(await tenant.settled('failed')).toMatchObject([{ failure: expect.stringMatching(/died/) }]);
      expect(tenant.mails()).toHaveLength(0);
    });
  });

  it('that cannot be rendered fail alone, and hold up nobody', async () => {
    await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1 } });
    await tenant.tell();
    const { client } = service.database;
    await client.notice.updateMany({
      where: { tenantId: tenant.id },
      data: { facts: { title: 'of another version' } },
    });
    const other = await service.tenant();
    await other.rule({ timing: { kind: 'instant', windowMinutes: 2 } });
    await other.tell();
    await service.pass(2 * minute);
    await other.settled('sent');
    expect(await tenant.deliveries()).toMatchObject([{ state: 'queued', attempts: 1 }]);
  });

  it('are sent once, however many senders share the work', async () => {
    const replica = await service.replica();
    try {
      const recipients = Array.from({ length: 40 }, (_, index) => ({ email: addressOf(tenant.id, `person-${index}`) }));
      await tenant.rule({ recipients, timing: { kind: 'instant', windowMinutes: 1 } });
      await tenant.tell();
      await service.pass(minute);
      await eventually(
        async () => expect((await tenant.deliveries()).filter(({ state }) => state === 'sent')).toHaveLength(40),
        20_000,
      );
      expect(
        tenant
          .mails()
          .map(({ to }) => to[0])
          .sort(),
      ).toEqual(recipients.map(({ email }) => email).sort());
    } finally {
      await replica.stop();
    }
  }, 40_000);

  it('are announced when they are out', async () => {
    await tenant.rule({ timing: { kind: 'instant', windowMinutes: 1 } });
    await tenant.tell();
    await service.pass(minute);
    const [sent] = await tenant.settled('sent');
    const [row] = await service.database.client.outbox.findMany({ where: { tenantId: tenant.id } });
    if (row) expect(row).toMatchObject({ type: 'delivery.changed', data: { deliveryId: sent?.id, state: 'sent' } });
  });
});
