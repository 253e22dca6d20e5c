import { findingAssigned, findingOpened, type EventPayload } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { eventually } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  addressOf,
  notificationUnderTest,
  someId,
  type NotificationUnderTest,
  type Tenant,
} from '../../test/notification-under-test.js';
import { mostPerHour } from './assignment.consumer.js';

describe('mails about findings that were assigned', () => {
  let service: NotificationUnderTest;
  let tenant: Tenant;
  beforeAll(async () => {
    service = await notificationUnderTest();
  }, 60_000);
  afterAll(() => service.stop());
  beforeEach(async () => {
    tenant = await service.tenant();
  });
  const rui = () => addressOf(tenant.id, 'rui');
  const assign = (data: Partial<EventPayload<typeof findingAssigned>> = {}) =>
    tenant.publish(findingAssigned.name, { ...findingAssigned.example, assignee: rui(), ...data });

  it('go to the assignee at once, whatever the rules say, and say who did it and until when it is due', async () => {
    await assign({ facts: [{ ...findingOpened.example, dueAt: '2026-12-03T10:00:00Z' }] });
    const [sent] = await tenant.settled('sent');
    expect(sent).toMatchObject({ kind: 'assignment', recipient: rui(), findings: 1 });
    const [mail] = tenant.mails();
    expect(mail?.subject).toBe(
      '[CSPM][MEDIUM] ana@example.com assigned a finding to you — account 111122223333 (…3333)',
    );
    expect(mail?.text).toContain('Due by 3 December 2026');
    expect(mail?.text).toContain('You get this mail because ana@example.com assigned it to you.');
    expect(mail?.text).toContain(`/findings/${findingOpened.example.findingId}`);
  });

  it('tell of many in one, and link to all of them', async () => {
    const facts = Array.from({ length: 50 }, () => ({ ...findingOpened.example, findingId: someId() }));
    await assign({ facts, findings: 173 });
    expect(await tenant.settled('sent')).toMatchObject([{ findings: 173 }]);
    const [mail] = tenant.mails();
    expect(mail?.text).toContain('and 123 more');
    expect(mail?.text).toContain(`/findings?q=${encodeURIComponent(`is:open assignee:${rui()}`)}`);
  });

  it('come once, however often the message does (Q01)', async () => {
    const envelope = await assign();
    await Promise.all([service.publish(envelope), service.publish(envelope)]);
    await tenant.settled('sent');
    expect(tenant.mails()).toHaveLength(1);
  });

  it('are thirty an hour at most for one person, so that nobody is buried in them', async () => {
    const before = (recipient: string, count: number, createdAt: Date) =>
      service.database.withTenant(tenant.id, (tx) =>
        tx.delivery.createMany({
          data: Array.from({ length: count }, () => ({
            ...{ tenantId: tenant.id, id: newId(), recipient, language: 'en', kind: 'assignment', state: 'sent' },
            ...{ open: false, dueAt: createdAt, createdAt, subject: 'Before', html: '-', text: '-' },
          })),
        }),
      );
    const now = service.clock.now().getTime();
    await before(rui(), mostPerHour - 1, new Date(now - 3_500_000));
    await before(addressOf(tenant.id, 'eva'), mostPerHour, new Date(now));
    const states = async () => {
      const found = (await tenant.deliveries()).filter(
        ({ recipient, subject }) => recipient === rui() && subject !== 'Before',
      );
      return found.map(({ state, failure }) => failure ?? state);
    };
    await assign();
    await eventually(async () => expect(await states()).toEqual(['sent']));
    await assign();
    await eventually(async () => expect(await states()).toEqual([expect.stringContaining('within an hour'), 'sent']));
    expect(tenant.mails()).toHaveLength(1);
    await service.pass(200_000);
    await assign();
    await eventually(() => expect(tenant.mails()).toHaveLength(2));
  });

  it('go to nobody who assigned them to themselves', async () => {
    await assign({ by: rui().toUpperCase() });
    await assign({ facts: [] });
    expect(await tenant.deliveries()).toEqual([]);
  });

  it('are in the language of the last mail to that person', async () => {
    await tenant.rule({
      recipients: [{ email: rui(), language: 'pt' }],
      timing: { kind: 'instant', windowMinutes: 1 },
    });
    await tenant.tell();
    await service.pass(60_000);
    await tenant.settled('sent');
    await assign();
    await tenant.settled('sent', 'sent');
    expect(tenant.mails()[1]?.subject).toMatch(/atribuiu um achado a você/);
  });

  it('keep hostile names text, and go to no address that is none (X02)', async () => {
    const name = '<img src=x onerror=alert(1)>\r\nBcc: evil@example.com';
    await assign({ by: name, facts: [{ ...findingOpened.example, resourceArn: name, title: { en: name, pt: name } }] });
    await assign({ assignee: 'a@x.io\r\nBcc: b@x.io' });
    await tenant.settled('failed', 'sent');
    const [mail] = tenant.mails();
    expect(mail?.subject).not.toMatch(/[\r\n]/);
    expect(mail?.html).not.toMatch(/<img/);
    expect(mail).toMatchObject({ to: [rui()], cc: [], bcc: [] });
  });
});
