import { invitationSent, memberMfaChanged, memberSignedIn, type EventContract } from '@cspmexa/contracts';
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
import { nextTry } from '../deliveries/backoff.js';

describe('mails about access', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  afterEach(() => service.account.faults.clear());

  const tell = async (event: EventContract, data: object) => {
    const envelope = {
      id: someId(),
      type: event.name,
      version: event.version,
      tenantId: tenant.id,
      occurredAt: new Date().toISOString(),
      traceparent: '',
      data: { ...(event.example as object), email: addressOf(tenant.id, 'ana'), ...data },
    };
    await service.publish(envelope);
    return envelope;
  };

  it('go out at once, whatever the rules say, and stand in the log (N01)', async () => {
    await tell(invitationSent, { language: 'pt' });
    await tell(memberSignedIn, { language: 'en' });
    await tell(memberMfaChanged, { language: 'en' });
    const logged = await tenant.settled('sent', 'sent', 'sent');
    expect(logged.map(({ kind, findings, attempts, recipient }) => [kind, findings, attempts, recipient])).toEqual(
      Array.from({ length: 3 }, () => ['security', 0, 1, addressOf(tenant.id, 'ana')]),
    );
    expect(
      tenant
        .mails()
        .map(({ subject }) => subject)
        .sort(),
    ).toEqual([
      '[CSPM] New sign-in to “Tucanuva”',
      '[CSPM] Você recebeu um convite para “Tucanuva”',
      '[CSPM] Your authenticator was reset',
    ]);
    for (const mail of tenant.mails()) {
      expect(mail).toMatchObject({ from: sender, to: [addressOf(tenant.id, 'ana')], cc: [], bcc: [] });
      const deliveryId = String(mail.headers['X-Cspmexa-Delivery']);
      const detail = await tenant.api.getDelivery({ params: { deliveryId } });
      expect(detail).toMatchObject({ subject: mail.subject, html: mail.html, text: mail.text });
    }
  });

  it('come once, however often the message does (Q01)', async () => {
    const envelope = await tell(memberSignedIn, {});
    await Promise.all([service.publish(envelope), service.publish(envelope)]);
    await tenant.settled('sent');
    await service.publish(envelope);
    await tell(memberMfaChanged, {});
    await tenant.settled('sent', 'sent');
    expect(tenant.mails()).toHaveLength(2);
  });

  it('stay out of mails about findings, which stay open', async () => {
    await tenant.rule({});
    await tenant.tell();
    await tell(memberSignedIn, {});
    await tenant.settled('queued', 'sent');
    await tenant.tell();
    await service.pass(5 * 60_000);
    expect((await tenant.settled('sent', 'sent')).map(({ findings }) => findings).sort()).toEqual([0, 2]);
  });

  it('are tried again as they were written when SES is in trouble (N02)', async () => {
    service.account.faults.add({ service: 'ses', kind: 'InternalError' });
    await tell(memberSignedIn, {});
    const [before] = await eventually(async () => {
      const found = await tenant.deliveries();
      expect(found).toMatchObject([{ state: 'queued', attempts: 1 }]);
      return found;
    });
    service.account.faults.clear();
    await service.pass(nextTry(1) ?? 0);
    expect(await tenant.settled('sent')).toMatchObject([{ attempts: 2, subject: before?.subject }]);
    expect(tenant.mails()).toHaveLength(1);
  });

  it.each(['a@x.io\r\nBcc: b@x.io', '"a\nSubject: x"@x.io', 'a@x.io, b@x.io', 'a\u0000@x.io'])(
    'do not go to %j, and the log says why (X02)',
    async (email) => {
      const sent = service.account.mailbox.length;
      await tell(invitationSent, { email });
      const [failed] = await tenant.settled('failed');
      expect(failed).toMatchObject({ failure: 'No mail can be sent to this address.', attempts: 0 });
      expect(failed?.recipient).toMatch(/^[^\p{Cc}]+$/u);
      await service.pass(60 * 60_000);
      expect(service.account.mailbox.length).toBe(sent);
    },
  );

  it('have one recipient and no header of anybody else, whatever a name says (X02)', async () => {
    const name = 'Tucanuva\r\nBcc: evil@example.com\u2028<img src=x>\0\ud800';
    await tell(invitationSent, { tenantName: name, invitedBy: name });
    await tenant.settled('sent');
    const [mail] = tenant.mails();
    expect(mail).toMatchObject({ to: [addressOf(tenant.id, 'ana')], cc: [], bcc: [], replyTo: [] });
    expect(Object.keys(mail?.headers ?? {}).sort()).toEqual(['Auto-Submitted', 'X-Cspmexa-Delivery']);
    expect(mail?.subject).not.toMatch(/[\p{Cc}\u2028]/u);
    expect(mail?.html).not.toMatch(/<img/);
  });
});
