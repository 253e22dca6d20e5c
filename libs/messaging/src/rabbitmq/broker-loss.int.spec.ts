/** Q04: a broker of its own that is killed or takes nothing, under load: what was committed arrives, and everything heals by itself. */
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { scanJudged, type Envelope } from '@cspmexa/contracts';
import { freePort, type HttpService } from '@cspmexa/platform';
import {
  captureLogs,
  createSampleDatabase,
  eventually,
  findRabbitMq,
  startRabbitMq,
  startService,
  Traffic,
  type RabbitMq,
} from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Module } from '@nestjs/common';
import { OutboxRelay } from '../outbox/outbox-relay.js';
import { RabbitMqCarrier } from './rabbitmq-carrier.js';

const source = await findRabbitMq();
const { logger } = captureLogs();

@Module({})
class Nothing {}

(source.how === 'program' ? describe : describe.skip)('the loss of the broker', () => {
  let folder: string;
  let port: number;
  let broker: RabbitMq;
  let carrier: RabbitMqCarrier;
  const start = () => startRabbitMq(source, path.join(folder, 'broker'), { port, keep: true });

  beforeAll(async () => {
    folder = mkdtempSync(path.join(os.tmpdir(), 'broker-loss-'));
    port = await freePort();
    broker = await start();
  });
  afterAll(async () => {
    await broker.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  beforeEach(async () => {
    carrier = new RabbitMqCarrier({
      url: broker.url,
      name: 'test',
      namespace: `test-${randomUUID()}`,
      subscriptions: { notification: ['scan.judged'] },
      retryDelaysMs: [100, 100, 100, 100],
      logger,
    });
    await carrier.connected();
  });
  afterEach(() => carrier.close());

  it('survives kill -9 at 500 messages a second: none is lost, nobody who commits is told, readiness is red then green (Q04)', async () => {
    const sample = await createSampleDatabase();
    const relay = new OutboxRelay({ database: sample.database, carrier, logger });
    const service: HttpService = await startService(Nothing, { readiness: { broker: () => carrier.check() } });
    const ready = async () => (await fetch(`${service.url}/health/ready`)).status;
    const traffic = new Traffic(sample.database, 500);
    try {
      await traffic.consume(carrier, 'notification');
      relay.start();
      traffic.start();
      await eventually(() => expect(traffic.received.size).toBeGreaterThan(500), 30_000);
      expect(await ready()).toBe(200);
      await broker.kill();
      await eventually(async () => expect(await ready()).toBe(503), 20_000);
      await wait(1_000);
      broker = await start();
      const back = Date.now();
      await eventually(async () => expect(await ready()).toBe(200), 10_000);
      expect(Date.now() - back).toBeLessThan(10_000);
      await wait(1_000);
      await traffic.stop();
      await eventually(() => expect(traffic.missing).toEqual([]), 20_000);
      expect(traffic.failures).toEqual([]);
      expect(traffic.committed.size).toBeGreaterThan(700);
    } finally {
      await traffic.stop();
      await relay.stop();
      await service.stop();
      await sample.drop();
    }
  }, 90_000);

  it('takes nothing in a memory alarm: what is queued is still handled, what fails and what is new waits, and all goes on after it (Q04)', async () => {
    const envelope = (generation: number): Envelope => ({
      id: randomUUID(),
      type: scanJudged.name,
      version: 1,
      tenantId: randomUUID(),
      occurredAt: new Date().toISOString(),
      traceparent: '',
      generation,
      data: scanJudged.example,
    });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const handled: (number | undefined)[] = [];
    await carrier.consume({
      name: 'notification',
      concurrency: 5,
      handle: async ({ envelope: { generation }, attempt }) => {
        await gate;
        if (generation === 3 && attempt === 1) throw new Error('not at first');
        handled.push(generation);
      },
    });
    await Promise.all(Array.from({ length: 30 }, (_, index) => carrier.publish(envelope(index))));
    await broker.control('set_vm_memory_high_watermark', 'absolute', '1');
    // A broker says so to those who publish, when they do.
    const unconfirmed = carrier.publish(envelope(100)).catch(() => undefined);
    await eventually(() => expect(carrier.check()).rejects.toThrow(/takes no messages now/), 20_000);
    const started = Date.now();
    await expect(carrier.publish(envelope(101))).rejects.toThrow(/takes no messages now/);
    expect(Date.now() - started).toBeLessThan(100);
    open();
    await eventually(() => expect(handled).toHaveLength(29), 20_000);
    await broker.control('set_vm_memory_high_watermark', '0.6');
    await unconfirmed;
    await carrier.publish(envelope(102));
    await eventually(() => expect([...handled].sort()).toEqual(expect.arrayContaining([3, 100, 102])), 10_000);
    await carrier.check();
  }, 60_000);
});
