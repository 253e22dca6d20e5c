/** Takes messages from a consumer's queue: handled, tried again later, or given up; acknowledged only then. */
import { newId, type Logger } from '@cspmexa/platform';
import type { Channel, ChannelModel, ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import { nextDelay, reasonOf, type Consumer } from '../carrier/carrier.js';
import { decode } from '../envelope.js';
import { Unroutable, type ConfirmedMessage } from './confirm.js';
import type { Names } from './topology.js';

/** Headers of our own: those of the broker change meaning from hop to hop. */
export const header = { type: 'x-type', attempts: 'x-attempts', reason: 'x-reason', at: 'x-failed-at' } as const;

/** What a consumer needs of its carrier. */
export interface RabbitMqConsumerSettings {
  readonly names: Names;
  /** Waits between the tries of a message, in milliseconds. */
  readonly ladder: readonly number[];
  readonly logger: Logger;
  /** Publishes on the other connection; rejects with CarrierUnavailable while that is not possible. */
  readonly publish: (message: ConfirmedMessage) => Promise<void>;
}

/** How long to wait before a failed message is moved once more, when the broker did not take it, in milliseconds. */
const moveAgainMs = 1_000;

/** A consumer over the life of many connections. */
export class RabbitMqConsumer {
  private readonly running = new Set<Promise<void>>();
  private open: { channel: Channel; tag: string } | undefined;
  private model: ChannelModel | undefined;
  private attaching = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly settings: RabbitMqConsumerSettings,
  ) {}

  /** Begins to consume on a connection; once per connection, however often it is called. */
  attach(model: ChannelModel): Promise<void> {
    if (this.model !== model && !this.isStopped) {
      this.model = model;
      this.attaching = this.attachTo(model);
    }
    return this.attaching;
  }

  /** Takes nothing new, waits for the handlers, acknowledges, then closes the channel: the other order loses acknowledgements. */
  async stop(): Promise<void> {
    this.isStopped = true;
    const open = this.open;
    this.open = undefined;
    // On a lost connection the broker has taken everything back already.
    await Promise.resolve()
      .then(() => open?.channel.cancel(open.tag))
      .catch(() => undefined);
    while (this.running.size > 0) await Promise.all(this.running);
    await Promise.resolve()
      .then(() => open?.channel.close())
      .catch(() => undefined);
  }

  private async attachTo(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    let isOpen = true;
    // A channel that closes, or a consumer that is cancelled, while the connection lives: a new connection declares everything again.
    const startAgain = () => {
      if (!this.isStopped && this.model === model) void model.close().catch(() => undefined);
    };
    channel.on('error', (error) => this.settings.logger.warn({ error }, 'a consumer was interrupted'));
    channel.on('close', () => {
      isOpen = false;
      startAgain();
    });
    await channel.prefetch(this.consumer.concurrency);
    const { consumerTag } = await channel.consume(this.settings.names.queue(this.consumer.name), (message) => {
      if (message) this.track(this.take(channel, message, () => isOpen && !this.isStopped));
      else startAgain();
    });
    this.open = { channel, tag: consumerTag };
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  /** Never rejects: a message whose end could not be written down stays with the broker and comes again. */
  private async take(channel: Channel, message: ConsumeMessage, isOpen: () => boolean): Promise<void> {
    try {
      const moved = await this.handle(message);
      if (moved) await this.move(moved, isOpen);
      channel.ack(message);
    } catch (error) {
      this.settings.logger.warn(
        { error, consumer: this.consumer.name },
        'a message could not be settled: the broker will deliver it again',
      );
    }
  }

  /** Where the message has to go now; undefined when it was handled. */
  private async handle(message: ConsumeMessage): Promise<ConfirmedMessage | undefined> {
    const headers: MessagePropertyHeaders = message.properties.headers ?? {};
    const failures = Number(headers[header.attempts] ?? 0);
    const decoded = decode(message.content);
    if ('refused' in decoded) return this.bury(message, failures, decoded.refused);
    try {
      await this.consumer.handle({ envelope: decoded.envelope, attempt: failures + 1 });
      return undefined;
    } catch (error) {
      const { ladder, logger, names } = this.settings;
      const delay = nextDelay(ladder, failures + 1, error);
      if (delay === undefined) return this.bury(message, failures + 1, reasonOf(error));
      logger.warn(
        { error, messageId: decoded.envelope.id, attempt: failures + 1, delay },
        'a message will be tried again',
      );
      return this.copyFor(names.retry(this.consumer.name, delay), message, failures + 1, reasonOf(error));
    }
  }

  /** Until the broker has it, or this channel is over: as long as it is not acknowledged it is not lost. */
  private async move(message: ConfirmedMessage, isOpen: () => boolean): Promise<void> {
    for (;;) {
      try {
        await this.settings.publish(message);
        return;
      } catch (error) {
        if (!isOpen()) throw error;
        // Somebody deleted the queue that it goes to: a new connection declares it.
        if (error instanceof Unroutable) await this.model?.close().catch(() => undefined);
        await new Promise((resolve) => setTimeout(resolve, moveAgainMs));
      }
    }
  }

  private bury(message: ConsumeMessage, attempts: number, reason: string): ConfirmedMessage {
    const { messageId } = message.properties;
    this.settings.logger.error({ messageId, consumer: this.consumer.name, attempts, reason }, 'a message was given up');
    return this.copyFor(this.settings.names.dead(this.consumer.name), message, attempts, reason);
  }

  private copyFor(queue: string, message: ConsumeMessage, attempts: number, reason: string): ConfirmedMessage {
    const { headers, messageId, contentType, timestamp, type } = message.properties;
    const name: unknown = headers?.[header.type] ?? type ?? message.fields.routingKey;
    return {
      exchange: '',
      routingKey: queue,
      content: message.content,
      options: {
        // The id ties a returned message to its publication: one that came without has to get one.
        messageId: messageId ? String(messageId) : newId(),
        mandatory: true,
        contentType,
        timestamp,
        headers: {
          ...ownHeaders(headers),
          [header.type]: name,
          [header.attempts]: attempts,
          [header.reason]: reason,
          [header.at]: Date.now(),
        },
      },
    };
  }
}

/** Without the death records of the broker: it would take them as its own. */
const ownHeaders = (headers: MessagePropertyHeaders | undefined): MessagePropertyHeaders =>
  Object.fromEntries(
    Object.entries(headers ?? {}).filter(
      ([name]) => !/^(x-death|x-first-death|x-last-death|x-delivery-count|x-acquired-count)/.test(name),
    ),
  );
