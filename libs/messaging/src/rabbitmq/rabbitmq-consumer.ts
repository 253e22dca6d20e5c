/** Takes messages from a consumer's queue: handled, tried again later, or given up; acknowledged only then. */
import type { Logger } from '@cspmexa/platform';
import type { ChannelModel, ConfirmChannel, ConsumeMessage, MessagePropertyHeaders } from 'amqplib';
import { nextDelay, reasonOf, type Consumer } from '../carrier/carrier.js';
import { decode } from '../envelope.js';
import { ConfirmedPublisher } from './confirm.js';
import type { Names } from './topology.js';

/** Headers of our own: those of the broker change meaning from hop to hop. */
export const header = { type: 'x-type', attempts: 'x-attempts', reason: 'x-reason', at: 'x-failed-at' } as const;

/** A consumer over the life of many connections. */
export class RabbitMqConsumer {
  private readonly running = new Set<Promise<void>>();
  private open: { channel: ConfirmChannel; publisher: ConfirmedPublisher; tag: string } | undefined;
  private model: ChannelModel | undefined;
  private isStopped = false;

  constructor(
    private readonly consumer: Consumer,
    private readonly names: Names,
    private readonly ladder: readonly number[],
    private readonly logger: Logger,
  ) {}

  /** Begins to consume on a connection; once per connection. */
  async attach(model: ChannelModel): Promise<void> {
    if (this.isStopped || this.model === model) return;
    this.model = model;
    const channel = await model.createConfirmChannel();
    const publisher = new ConfirmedPublisher(channel);
    // A channel that closes, or a consumer that is cancelled, while the connection lives: a new connection declares everything again.
    const startAgain = () => {
      if (!this.isStopped && this.model === model) void model.close().catch(() => undefined);
    };
    channel.on('close', startAgain);
    await channel.prefetch(this.consumer.concurrency);
    const { consumerTag } = await channel.consume(this.names.queue(this.consumer.name), (message) => {
      if (message) this.track(this.take(channel, publisher, message));
      else startAgain();
    });
    this.open = { channel, publisher, tag: consumerTag };
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
    await open?.publisher.close();
  }

  private track(work: Promise<void>): void {
    this.running.add(work);
    void work.finally(() => this.running.delete(work));
  }

  /** Never rejects: a message whose end could not be written down stays with the broker and comes again. */
  private async take(channel: ConfirmChannel, publisher: ConfirmedPublisher, message: ConsumeMessage): Promise<void> {
    try {
      await this.settle(publisher, message);
      channel.ack(message);
    } catch (error) {
      this.logger.warn(
        { error, consumer: this.consumer.name },
        'a message could not be settled: the broker will deliver it again',
      );
    }
  }

  private async settle(publisher: ConfirmedPublisher, message: ConsumeMessage): Promise<void> {
    const headers: MessagePropertyHeaders = message.properties.headers ?? {};
    const failures = Number(headers[header.attempts] ?? 0);
    const decoded = decode(message.content);
    if ('refused' in decoded) {
      await this.bury(publisher, message, failures, decoded.refused);
      return;
    }
    try {
      await this.consumer.handle({ envelope: decoded.envelope, attempt: failures + 1 });
    } catch (error) {
      const delay = nextDelay(this.ladder, failures + 1, error);
      if (delay === undefined) {
        await this.bury(publisher, message, failures + 1, reasonOf(error));
        return;
      }
      this.logger.warn(
        { error, messageId: decoded.envelope.id, attempt: failures + 1, delay },
        'a message will be tried again',
      );
      await this.move(publisher, message, this.names.retry(this.consumer.name, delay), failures + 1, reasonOf(error));
    }
  }

  private async bury(
    publisher: ConfirmedPublisher,
    message: ConsumeMessage,
    attempts: number,
    reason: string,
  ): Promise<void> {
    const { messageId } = message.properties;
    this.logger.error({ messageId, consumer: this.consumer.name, attempts, reason }, 'a message was given up');
    await this.move(publisher, message, this.names.dead(this.consumer.name), attempts, reason);
  }

  private move(
    publisher: ConfirmedPublisher,
    message: ConsumeMessage,
    queue: string,
    attempts: number,
    reason: string,
  ): Promise<void> {
    const { headers, messageId, contentType, timestamp, type } = message.properties;
    const name: unknown = headers?.[header.type] ?? type ?? message.fields.routingKey;
    return publisher.publish({
      exchange: '',
      routingKey: queue,
      content: message.content,
      options: {
        // The id ties a returned message to its publication: one that came without has to get one.
        messageId: messageId ? String(messageId) : `${message.fields.consumerTag}-${message.fields.deliveryTag}`,
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
    });
  }
}

/** Without the death records of the broker: it would take them as its own. */
const ownHeaders = (headers: MessagePropertyHeaders | undefined): MessagePropertyHeaders =>
  Object.fromEntries(
    Object.entries(headers ?? {}).filter(
      ([name]) => !/^(x-death|x-first-death|x-last-death|x-delivery-count|x-acquired-count)/.test(name),
    ),
  );
