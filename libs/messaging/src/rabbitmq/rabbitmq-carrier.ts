/** Delivers through RabbitMQ: quorum queues, publisher confirms, a ladder of retry queues, dead letters. */
import type { Envelope } from '@cspmexa/contracts';
import { createLogger, type Logger } from '@cspmexa/platform';
import type { ChannelModel } from 'amqplib';
import {
  CarrierUnavailable,
  retryLadder,
  type Carrier,
  type Consumer,
  type Outcome,
  type Subscription,
} from '../carrier/carrier.js';
import type { DeadLetters } from '../carrier/dead-letters.js';
import { encode, sizeProblem } from '../envelope.js';
import { matches } from '../pattern.js';
import { subscriptions, type Subscriptions } from '../subscriptions.js';
import { RabbitMqBroadcast } from './broadcast.js';
import { BrokerConnection } from './broker-connection.js';
import { ConfirmedPublisher, type ConfirmedMessage } from './confirm.js';
import { RabbitMqConsumer } from './rabbitmq-consumer.js';
import { rabbitMqDeadLetters } from './rabbitmq-dead-letters.js';
import { declareTopology, deleteTopology, Names } from './topology.js';

export interface RabbitMqCarrierOptions {
  /** amqp://user:password@host:5672/vhost, or amqps: */
  readonly url: string;
  /** The service, as the broker shows the connection. */
  readonly name: string;
  readonly subscriptions?: Subscriptions;
  /** Before the names of exchanges and queues, for several installations on one broker; `cspm` unless it says otherwise. */
  readonly namespace?: string;
  /** Waits between the tries of a message, in milliseconds. They are part of the names of queues: change them with care. */
  readonly retryDelaysMs?: readonly number[];
  readonly logger?: Logger;
}

/**
 * Two connections that heal themselves. One publishes, one consumes: a broker that is short of memory or disk stops reading from those
 * who publish, and acknowledgements on the same connection would stop with them, though only they can make room. What was subscribed is
 * subscribed again after each reconnect.
 */
export class RabbitMqCarrier implements Carrier {
  readonly subscriptions: Subscriptions;
  readonly deadLetters: DeadLetters;
  private readonly names: Names;
  private readonly ladder: readonly number[];
  private readonly logger: Logger;
  private readonly consumers = new Set<RabbitMqConsumer>();
  private readonly broadcasts = new Set<RabbitMqBroadcast>();
  private readonly wakes = new Set<() => void>();
  private readonly publishing: BrokerConnection;
  private readonly consuming: BrokerConnection;
  private publisher: ConfirmedPublisher | undefined;
  private closing: Promise<void> | undefined;

  constructor(options: RabbitMqCarrierOptions) {
    const { url, name } = options;
    this.subscriptions = options.subscriptions ?? subscriptions;
    this.names = new Names(options.namespace ?? 'cspm');
    this.ladder = options.retryDelaysMs ?? retryLadder;
    this.logger = options.logger ?? createLogger({ name });
    const shared = { url, logger: this.logger };
    this.publishing = new BrokerConnection({
      ...shared,
      name: `${name} (publishes)`,
      setUp: (model) => this.setUpPublishing(model),
      onReady: () => this.wakeRelays(),
    });
    this.consuming = new BrokerConnection({
      ...shared,
      name: `${name} (consumes)`,
      setUp: (model) => this.declare(model),
      attach: async (model) => {
        for (const attached of [...this.consumers, ...this.broadcasts]) await attached.attach(model);
      },
      onReady: () => undefined,
    });
    this.deadLetters = rabbitMqDeadLetters({
      names: this.names,
      consumers: Object.keys(this.subscriptions),
      connected: () => this.consuming.usable(),
      publish: (message) => this.confirm(message),
    });
  }

  /** Begins to connect, and goes on for as long as it takes. Everything else calls it when needed. */
  connect(): Promise<void> {
    return this.publishing.open();
  }

  /** Resolves when connected for the first time; rejects after `milliseconds`. */
  async connected(milliseconds = 30_000): Promise<void> {
    await this.connect();
    for (const end = Date.now() + milliseconds; ;) {
      try {
        await this.check();
        return;
      } catch (error) {
        if (Date.now() > end) throw error;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }
  }

  async publish(envelope: Envelope): Promise<Outcome> {
    const { id, type, occurredAt, traceparent } = envelope;
    const takers = Object.entries(this.subscriptions)
      .filter(([, patterns]) => patterns.some((pattern) => matches(pattern, type)))
      .map(([consumer]) => consumer);
    const content = encode(envelope);
    const reason = sizeProblem(content.length);
    // It cannot become smaller, and some brokers cut the connection for it: it stays with its publisher.
    if (reason) return { retry: [], dead: takers.map((consumer) => ({ consumer, attempts: 0, reason })) };
    await this.confirm({
      exchange: this.names.events,
      routingKey: type,
      content,
      options: {
        messageId: id,
        // Nobody has to want every event; but when somebody subscribes, a queue must be there.
        mandatory: takers.length > 0,
        type,
        contentType: 'application/json',
        timestamp: Math.floor(Date.parse(occurredAt) / 1_000),
        headers: { traceparent },
      },
    });
    return { retry: [], dead: [] };
  }

  async consume(consumer: Consumer): Promise<Subscription> {
    if (!(consumer.name in this.subscriptions)) throw new Error(`The consumer ${consumer.name} has no subscriptions.`);
    const attached = new RabbitMqConsumer(consumer, {
      names: this.names,
      ladder: this.ladder,
      logger: this.logger,
      publish: (message) => this.confirm(message),
    });
    await this.connect(); // Failures are published, too.
    return this.listen(this.consumers, attached);
  }

  broadcast(patterns: readonly string[], listen: (envelope: Envelope) => void): Promise<Subscription> {
    return this.listen(this.broadcasts, new RabbitMqBroadcast(this.names, patterns, listen, this.logger));
  }

  /** The broker takes everything. */
  congested(): readonly string[] {
    return [];
  }

  onCapacity(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => void this.wakes.delete(wake);
  }

  /** Dead letters are the broker's. */
  addOutbox(): () => void {
    return () => undefined;
  }

  async check(): Promise<void> {
    await this.connect();
    this.publishing.check();
    this.consuming.check();
    if (!this.publisher) throw new CarrierUnavailable('There is no connection to the broker.');
  }

  /** Deletes the exchanges and queues of the namespace with all their messages. For tests and for giving up an installation. */
  async deleteTopology(): Promise<void> {
    const channel = await (await this.consuming.usable()).createChannel();
    await deleteTopology(channel, this.names, this.subscriptions, this.ladder);
    await channel.close();
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  /** Rejects with CarrierUnavailable at once while the broker is away or takes nothing. */
  private async confirm(message: ConfirmedMessage): Promise<void> {
    await this.publishing.usable();
    this.publishing.check();
    if (!this.publisher) throw new CarrierUnavailable('There is no connection to the broker.');
    await this.publisher.publish(message);
  }

  private async listen<Listener extends RabbitMqConsumer | RabbitMqBroadcast>(
    all: Set<Listener>,
    attached: Listener,
  ): Promise<Subscription> {
    all.add(attached);
    // A broker that is away, or that goes away meanwhile, is no failure: each new connection attaches everybody.
    const model = await this.consuming.usable().catch(() => undefined);
    if (model) {
      await attached.attach(model).catch((error: unknown) => {
        this.logger.warn({ error }, 'a consumer could not attach itself: it will with the next connection');
        return model.close().catch(() => undefined);
      });
    }
    return {
      stop: () => {
        all.delete(attached);
        return attached.stop();
      },
    };
  }

  private async setUpPublishing(model: ChannelModel): Promise<void> {
    const channel = await model.createConfirmChannel();
    const publisher = new ConfirmedPublisher(channel);
    channel.on('close', () => {
      if (this.publisher === publisher) this.publisher = undefined;
      // Only a broken rule closes a channel alone: begin again with a new connection.
      if (!this.closing) void model.close().catch(() => undefined);
    });
    await declareTopology(channel, this.names, this.subscriptions, this.ladder);
    this.publisher = publisher;
  }

  private async declare(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', () => undefined); // What is declared rejects.
    await declareTopology(channel, this.names, this.subscriptions, this.ladder);
    await channel.close();
  }

  private wakeRelays(): void {
    for (const wake of this.wakes) wake();
  }

  private async shut(): Promise<void> {
    await Promise.all([...this.consumers, ...this.broadcasts].map((attached) => attached.stop()));
    const publisher = this.publisher;
    this.publisher = undefined;
    await publisher?.close();
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }
}
