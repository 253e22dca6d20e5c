/** Delivers through RabbitMQ: quorum queues, publisher confirms, a ladder of retry queues, dead letters. */
import type { Envelope } from '@cspmexa/contracts';
import { createLogger, type Logger } from '@cspmexa/platform';
import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';
import {
  CarrierUnavailable,
  retryLadder,
  type Carrier,
  type Consumer,
  type Outcome,
  type Subscription,
} from '../carrier/carrier.js';
import type { DeadLetters } from '../carrier/dead-letters.js';
import { encode } from '../envelope.js';
import { matches } from '../pattern.js';
import { subscriptions, type Subscriptions } from '../subscriptions.js';
import { RabbitMqBroadcast } from './broadcast.js';
import { ConfirmedPublisher } from './confirm.js';
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

/** One connection that heals itself. What was subscribed is subscribed again after each reconnect. */
export class RabbitMqCarrier implements Carrier {
  readonly subscriptions: Subscriptions;
  readonly deadLetters: DeadLetters;
  private readonly names: Names;
  private readonly ladder: readonly number[];
  private readonly logger: Logger;
  private readonly consumers = new Set<RabbitMqConsumer>();
  private readonly broadcasts = new Set<RabbitMqBroadcast>();
  private readonly wakes = new Set<() => void>();
  private connection: Promise<RecoveringChannelModel> | undefined;
  private current: { model: ChannelModel; publisher: ConfirmedPublisher } | undefined;
  private closing: Promise<void> | undefined;

  constructor(private readonly options: RabbitMqCarrierOptions) {
    this.subscriptions = options.subscriptions ?? subscriptions;
    this.names = new Names(options.namespace ?? 'cspm');
    this.ladder = options.retryDelaysMs ?? retryLadder;
    this.logger = options.logger ?? createLogger({ name: options.name });
    this.deadLetters = rabbitMqDeadLetters(this.names, async () => {
      await this.check();
      return this.connect();
    });
  }

  /** Begins to connect, and goes on for as long as it takes. Everything else calls it when needed. */
  connect(): Promise<RecoveringChannelModel> {
    this.connection ??= this.open();
    return this.connection;
  }

  /** Resolves when connected for the first time; rejects after `milliseconds`. */
  async connected(milliseconds = 30_000): Promise<void> {
    await this.connect();
    const end = Date.now() + milliseconds;
    while (!this.current) {
      if (Date.now() > end) throw new CarrierUnavailable('The broker does not answer.');
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async publish(envelope: Envelope): Promise<Outcome> {
    await this.connect();
    if (!this.current) throw new CarrierUnavailable('There is no connection to the broker.');
    const { id, type, occurredAt, traceparent } = envelope;
    await this.current.publisher.publish({
      exchange: this.names.events,
      routingKey: type,
      content: encode(envelope),
      options: {
        messageId: id,
        // Nobody has to want every event; but when somebody subscribes, a queue must be there.
        mandatory: Object.values(this.subscriptions)
          .flat()
          .some((pattern) => matches(pattern, type)),
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
    const attached = new RabbitMqConsumer(consumer, this.names, this.ladder, this.logger);
    this.consumers.add(attached);
    await this.connect();
    if (this.current) await attached.attach(this.current.model);
    return {
      stop: () => {
        this.consumers.delete(attached);
        return attached.stop();
      },
    };
  }

  async broadcast(patterns: readonly string[], listen: (envelope: Envelope) => void): Promise<Subscription> {
    const attached = new RabbitMqBroadcast(this.names, patterns, listen, this.logger);
    this.broadcasts.add(attached);
    await this.connect();
    if (this.current) await attached.attach(this.current.model);
    return {
      stop: () => {
        this.broadcasts.delete(attached);
        return attached.stop();
      },
    };
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
    if (!this.current) throw new CarrierUnavailable('There is no connection to the broker.');
  }

  /** Deletes the exchanges and queues of the namespace with all their messages. For tests and for giving up an installation. */
  async deleteTopology(): Promise<void> {
    const channel = await (await this.connect()).createChannel();
    await deleteTopology(channel, this.names, this.subscriptions, this.ladder);
    await channel.close();
  }

  close(): Promise<void> {
    this.closing ??= this.shut();
    return this.closing;
  }

  private async open(): Promise<RecoveringChannelModel> {
    const connection = await connect(this.options.url, {
      noDelay: true, // Without it small frames wait for one another: 20 messages a second instead of 1,000.
      timeout: 10_000,
      clientProperties: { connection_name: this.options.name },
      recovery: {
        initialDelay: 200,
        maxDelay: 5_000,
        waitForConnect: false,
        setup: (model: ChannelModel) => this.setUp(model),
      },
    });
    connection.on('error', (error) => this.logger.warn({ error }, 'trouble with the broker'));
    connection.on('connect-failed', (error) => this.logger.warn({ error }, 'the broker cannot be reached'));
    connection.on('disconnect', (error) => {
      this.current = undefined;
      if (!this.closing) this.logger.warn({ error }, 'the connection to the broker was lost');
    });
    return connection;
  }

  /** After each connection: queues, then consumers, then publications. */
  private async setUp(model: ChannelModel): Promise<void> {
    model.on('error', () => undefined); // 'disconnect' tells.
    const channel = await model.createConfirmChannel();
    const publisher = new ConfirmedPublisher(channel);
    channel.on('close', () => {
      // Only a broken rule closes a channel alone: begin again with a new connection.
      if (this.current?.publisher === publisher && !this.closing) void model.close().catch(() => undefined);
    });
    await declareTopology(channel, this.names, this.subscriptions, this.ladder);
    for (const attached of [...this.consumers, ...this.broadcasts]) await attached.attach(model);
    this.current = { model, publisher };
    for (const wake of this.wakes) wake();
  }

  private async shut(): Promise<void> {
    await Promise.all([...this.consumers, ...this.broadcasts].map((attached) => attached.stop()));
    const connection = await this.connection;
    const current = this.current;
    this.current = undefined;
    await current?.publisher.close();
    await connection?.close();
  }
}
