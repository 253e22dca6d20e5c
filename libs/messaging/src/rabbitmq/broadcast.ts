/** A queue that lives as long as the connection: for live views, of which every process has its own. */
import type { Envelope } from '@cspmexa/contracts';
import type { Logger } from '@cspmexa/platform';
import type { Channel, ChannelModel } from 'amqplib';
import { decode } from '../envelope.js';
import type { Names } from './topology.js';

/** A listener over the life of many connections. */
export class RabbitMqBroadcast {
  private open: { channel: Channel; tag: string } | undefined;
  private model: ChannelModel | undefined;
  private attaching = Promise.resolve();
  private isStopped = false;

  constructor(
    private readonly names: Names,
    private readonly patterns: readonly string[],
    private readonly listen: (envelope: Envelope) => void,
    private readonly logger: Logger,
  ) {}

  /** Begins to listen on a connection; once per connection, however often it is called. */
  attach(model: ChannelModel): Promise<void> {
    if (this.model !== model && !this.isStopped) {
      this.model = model;
      this.attaching = this.attachTo(model);
    }
    return this.attaching;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    const open = this.open;
    this.open = undefined;
    // On a lost connection the queue is gone already.
    await Promise.resolve()
      .then(() => open?.channel.close())
      .catch(() => undefined);
  }

  private async attachTo(model: ChannelModel): Promise<void> {
    const channel = await model.createChannel();
    channel.on('error', (error) => this.logger.warn({ error }, 'live events were interrupted'));
    const { queue } = await channel.assertQueue('', {
      exclusive: true,
      autoDelete: true,
      durable: false,
      arguments: { 'x-max-length': 10_000, 'x-message-ttl': 60_000 },
    });
    for (const pattern of this.patterns) await channel.bindQueue(queue, this.names.events, pattern);
    const { consumerTag } = await channel.consume(queue, (message) => message && this.hear(message.content), {
      noAck: true,
    });
    this.open = { channel, tag: consumerTag };
  }

  private hear(content: Buffer): void {
    const decoded = decode(content);
    if ('refused' in decoded) return; // The durable consumers keep it as a dead letter.
    try {
      this.listen(decoded.envelope);
    } catch (error) {
      this.logger.error({ error }, 'a listener to live events failed');
    }
  }
}
