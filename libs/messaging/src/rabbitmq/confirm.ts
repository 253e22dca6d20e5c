/** Publishing that is only over when the broker says so. */
import type { ConfirmChannel, Options } from 'amqplib';
import { CarrierUnavailable } from '../carrier/carrier.js';

/** The broker took the message and had no queue for it. */
export class Unroutable extends Error {
  override readonly name = 'Unroutable';
}

/** How long the broker may take to confirm, in milliseconds. A blocked broker (memory alarm) does not answer at all. */
const confirmMs = 15_000;

export interface ConfirmedMessage {
  /** '' addresses a queue by its name. */
  readonly exchange: string;
  readonly routingKey: string;
  readonly content: Buffer;
  readonly options: Options.Publish & { readonly messageId: string };
}

/** Publishes on one channel. Returned messages are recognised by their id: the broker returns before it confirms. */
export class ConfirmedPublisher {
  private readonly returned = new Set<string>();
  private readonly waiting = new Set<Promise<void>>();

  constructor(private readonly channel: ConfirmChannel) {
    channel.on('return', ({ properties }) => this.returned.add(String(properties.messageId)));
    channel.on('error', () => undefined); // Every waiting publication rejects by itself.
  }

  /** Resolves when the message is safe. Rejects with Unroutable (only if `mandatory`) or CarrierUnavailable. */
  publish(message: ConfirmedMessage): Promise<void> {
    const confirmed = this.send(message);
    const settled = confirmed.catch(() => undefined);
    this.waiting.add(settled);
    void settled.finally(() => this.waiting.delete(settled));
    return confirmed;
  }

  /** Waits for what was published, then closes the channel. */
  async close(): Promise<void> {
    await Promise.all(this.waiting);
    // A channel that is closed already says so by throwing.
    await Promise.resolve()
      .then(() => this.channel.close())
      .catch(() => undefined);
  }

  private send({ exchange, routingKey, content, options }: ConfirmedMessage): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new CarrierUnavailable('The broker did not confirm in time.')), confirmMs);
      try {
        this.channel.publish(exchange, routingKey, content, { persistent: true, ...options }, (error: unknown) => {
          clearTimeout(timer);
          if (error) reject(new CarrierUnavailable('The broker did not take the message.', { cause: error }));
          else if (this.returned.delete(options.messageId)) reject(new Unroutable(`No queue takes ${routingKey}.`));
          else resolve();
        });
      } catch (cause) {
        clearTimeout(timer);
        reject(new CarrierUnavailable('The channel to the broker is closed.', { cause }));
      }
    });
  }
}
