/** What only a broker can do wrong. */
import { randomUUID } from 'node:crypto';
import { findingOpened, type Envelope } from '@cspmexa/contracts';
import { createTcpProxy, describeRabbit, eventually, type TcpProxy, type TestRabbit } from '@cspmexa/testkit';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { DeadLetterError, type Delivery } from '../carrier/carrier.js';
import type { DeadLetterQuery } from '../carrier/dead-letters.js';
import type { RabbitMqCarrier } from './rabbitmq-carrier.js';

const subscriptions = { notification: ['finding.*'], collector: ['unit.queued'] };
const retryDelaysMs = [50, 50, 50, 50];

const envelope = (): Envelope => ({
  id: randomUUID(),
  type: findingOpened.name,
  version: 1,
  tenantId: randomUUID(),
  occurredAt: new Date().toISOString(),
  traceparent: '',
  data: findingOpened.example,
});

describeRabbit('RabbitMQ', (rabbit: TestRabbit) => {
  let namespace: string;
  let proxy: TcpProxy;
  let carrier: RabbitMqCarrier;
  let admin: ChannelModel;
  let channel: ConfirmChannel;

  beforeEach(async () => {
    namespace = `test-${randomUUID()}`;
    proxy = await createTcpProxy(rabbit.url);
    carrier = await rabbit.carrier({ subscriptions, retryDelaysMs, namespace, url: proxy.through(rabbit.url) });
    admin = await connect(rabbit.url, { noDelay: true });
    channel = await admin.createConfirmChannel();
  });
  afterEach(async () => {
    await channel.close();
    await admin.close();
    await carrier.close();
    await proxy.close();
  });

  const raw = async (content: Buffer, type: string = findingOpened.name) => {
    channel.publish(`${namespace}.events`, type, content, { messageId: randomUUID(), persistent: true });
    await channel.waitForConfirms();
  };
  const deadLetters = (count: number) =>
    eventually(async () => {
      const found = await carrier.deadLetters.list({ consumer: 'notification' });
      expect(found).toHaveLength(count);
      return found;
    });

  it('puts what nobody can read into the dead letters at once, each with its reason, and goes on (Q03)', async () => {
    const handled: Delivery[] = [];
    await carrier.consume({
      name: 'notification',
      concurrency: 10,
      handle: async (delivery) => void handled.push(delivery),
    });
    await raw(Buffer.from('{"half":'));
    await raw(Buffer.from('{}'));
    await raw(Buffer.from(JSON.stringify({ ...envelope(), version: 99 })));
    await raw(Buffer.from(JSON.stringify({ ...envelope(), data: { findingId: 'x' } })));
    await raw(Buffer.alloc(5_000_000, 'x'));
    await carrier.publish(envelope());
    const reasons = (await deadLetters(5)).map(({ reason }) => reason);
    expect(reasons).toEqual([
      'not JSON',
      expect.stringContaining('not an envelope: id'),
      'unknown event finding.opened version 99',
      expect.stringContaining('invalid finding.opened: findingId'),
      'too large: 5000000 bytes',
    ]);
    await eventually(() => expect(handled).toHaveLength(1));
  });

  it('keeps dead letters however often somebody looks', async () => {
    await carrier.consume({ name: 'notification', concurrency: 1, handle: async () => undefined });
    await raw(Buffer.from('broken'));
    await deadLetters(1);
    for (let look = 0; look < 30; look += 1) await carrier.deadLetters.list({ consumer: 'notification' });
    await deadLetters(1);
    expect(await carrier.deadLetters.redrive({ consumer: 'notification' })).toHaveLength(1);
    await deadLetters(1);
  });

  it('keeps those of each tenant apart, and those that belong to nobody', async () => {
    await carrier.consume({
      name: 'notification',
      concurrency: 10,
      handle: () => Promise.reject(new DeadLetterError('no')),
    });
    const [one, other] = [envelope(), envelope()];
    await carrier.publish(one);
    await carrier.publish(other);
    await raw(Buffer.from('broken'));
    await raw(Buffer.from(JSON.stringify({ ...one, version: 99 })));
    await deadLetters(4);
    const { tenantId } = one;
    const count = async (query: DeadLetterQuery) =>
      (await carrier.deadLetters.count(query)).reduce((sum, each) => sum + each.count, 0);
    expect(await count({ tenantId })).toBe(2);
    expect(await count({ tenantId: null })).toBe(1);
    expect(await count({ consumer: 'collector' })).toBe(0);
    expect((await carrier.deadLetters.list({ tenantId: other.tenantId })).map(({ id }) => id)).toEqual([other.id]);
    expect(await carrier.deadLetters.redrive({ consumer: 'notification', tenantId, ids: [other.id] })).toEqual([]);
    expect(await carrier.deadLetters.redrive({ consumer: 'nobody' })).toEqual([]);
    const [nobodys] = await carrier.deadLetters.list({ tenantId: null });
    expect(nobodys).toMatchObject({ tenantId: null, reason: 'not JSON', id: expect.stringMatching(/^[\da-f-]{36}$/) });
  });

  it('moves each of thousands once, while several look and move at the same time, from two connections', async () => {
    const other = await rabbit.carrier({ subscriptions, retryDelaysMs, namespace });
    const many = 3_000;
    const ids = new Set<string>();
    for (let index = 0; index < many; index += 1) {
      const { id } = envelope();
      ids.add(id);
      channel.publish('', `${namespace}.notification.dead`, Buffer.from(JSON.stringify({ ...envelope(), id })), {
        messageId: id,
        persistent: true,
      });
    }
    await channel.waitForConfirms();
    const started = Date.now();
    const [first, looked, second, third] = await Promise.all([
      carrier.deadLetters.redrive({ consumer: 'notification', ids: [...ids].slice(0, 1_000) }),
      other.deadLetters.list({ consumer: 'notification', limit: 10 }),
      other.deadLetters.redrive({ consumer: 'notification', ids: [...ids].slice(500, 2_000) }),
      carrier.deadLetters.redrive({ consumer: 'notification' }),
    ]);
    expect(Date.now() - started).toBeLessThan(15_000);
    expect(looked.length).toBeLessThanOrEqual(10);
    const moved = [...first, ...second, ...third];
    expect(moved).toHaveLength(many);
    expect(new Set(moved)).toEqual(ids);
    expect(await carrier.deadLetters.count({})).toEqual([]);
    const { messageCount } = await channel.checkQueue(`${namespace}.notification`);
    expect(messageCount).toBe(many);
    await other.close();
  }, 40_000);

  it('refuses to call a message published that no queue took', async () => {
    await channel.deleteQueue(`${namespace}.notification`);
    await expect(carrier.publish(envelope())).rejects.toThrow('No queue takes finding.opened.');
  });

  it('shares the messages among replicas', async () => {
    const other = await rabbit.carrier({ subscriptions, retryDelaysMs, namespace });
    const counts = [0, 0];
    for (const [index, one] of [carrier, other].entries()) {
      await one.consume({
        name: 'notification',
        concurrency: 5,
        handle: async () => void (counts[index] = (counts[index] ?? 0) + 1),
      });
    }
    await Promise.all(Array.from({ length: 200 }, () => carrier.publish(envelope())));
    await eventually(() => expect((counts[0] ?? 0) + (counts[1] ?? 0)).toBe(200));
    expect(Math.min(...counts)).toBeGreaterThan(0);
    await other.close();
  });

  it('comes back after the connection was cut: consumers, live listeners and publications (Q04)', async () => {
    const handled: string[] = [];
    const heard: string[] = [];
    await carrier.consume({
      name: 'notification',
      concurrency: 5,
      handle: async ({ envelope: { id } }) => void handled.push(id),
    });
    await carrier.broadcast(['#'], ({ id }) => heard.push(id));
    proxy.break();
    await eventually(() => expect(carrier.check()).rejects.toThrow(/no connection/));
    await eventually(() => expect(carrier.publish(envelope())).rejects.toThrow(/no connection/));
    proxy.heal();
    await carrier.connected(10_000);
    const message = envelope();
    await carrier.publish(message);
    await eventually(() => expect(handled).toEqual([message.id]));
    await eventually(() => expect(heard).toEqual([message.id]));
  });

  it('begins to consume again after its queue was deleted', async () => {
    const handled: string[] = [];
    await carrier.consume({
      name: 'notification',
      concurrency: 5,
      handle: async ({ envelope: { id } }) => void handled.push(id),
    });
    await channel.deleteQueue(`${namespace}.notification`);
    await eventually(() => expect(carrier.check()).rejects.toThrow());
    await carrier.connected(10_000);
    await carrier.publish(envelope());
    await eventually(() => expect(handled).toHaveLength(1));
  });

  it('fails fast while the broker is away', async () => {
    const lost = await rabbit.carrier({ subscriptions, namespace });
    await lost.close();
    await expect(lost.publish(envelope())).rejects.toThrow('There is no connection to the broker.');
    await expect(lost.check()).rejects.toThrow();
  });
});
