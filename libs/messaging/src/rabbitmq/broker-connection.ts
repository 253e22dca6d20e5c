/** A connection to RabbitMQ that heals itself, and knows when the broker does not want to hear from it. */
import type { Logger } from '@cspmexa/platform';
import { connect, type ChannelModel, type RecoveringChannelModel } from 'amqplib';
import { CarrierUnavailable } from '../carrier/carrier.js';

/**
 * A network that swallows everything is noticed after two to three of these, in seconds. The broker's own minute would leave us waiting for
 * three; much less would mistake a busy event loop for a dead one.
 */
const heartbeat = 5;

/** How long the first one waits for the first connection, in milliseconds. */
const patienceMs = 2_000;

export interface BrokerConnectionOptions {
  readonly url: string;
  /** As the broker shows it. */
  readonly name: string;
  readonly logger: Logger;
  /** Prepares each new connection, which is not yet `current`. When it fails, that connection is given up and another one is made. */
  readonly setUp: (model: ChannelModel) => Promise<void>;
  /** Attaches those who listen, now that it is; who comes later attaches itself. Fails as `setUp` does. */
  readonly attach?: (model: ChannelModel) => Promise<void>;
  /** Called when it can be used: after each reconnect, and when a blocked one was unblocked. */
  readonly onReady: () => void;
}

/** Opened by whoever needs it first. */
export class BrokerConnection {
  private opening: Promise<RecoveringChannelModel> | undefined;
  private model: ChannelModel | undefined;
  /** Whether everybody is attached to it. */
  private isReady = false;
  private blockedBecause: string | undefined;
  private openedAt = 0;
  private isClosing = false;

  constructor(private readonly options: BrokerConnectionOptions) {}

  /** Begins to connect, and goes on for as long as it takes. */
  async open(): Promise<void> {
    this.opening ??= this.begin();
    await this.opening;
  }

  /** The live connection. Who needs it first waits for it, for some seconds; later it is there, or this throws CarrierUnavailable at once. */
  async usable(): Promise<ChannelModel> {
    await this.open();
    while (!this.model && !this.isClosing && performance.now() - this.openedAt < patienceMs) {
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    if (!this.model) throw new CarrierUnavailable('There is no connection to the broker.');
    return this.model;
  }

  /** Throws CarrierUnavailable when it was opened and cannot be used now. */
  check(): void {
    if (!this.opening) return;
    if (!this.isReady) throw new CarrierUnavailable('There is no connection to the broker.');
    if (this.blockedBecause !== undefined) {
      throw new CarrierUnavailable(`The broker takes no messages now: ${this.blockedBecause}.`);
    }
  }

  async close(): Promise<void> {
    this.isClosing = true;
    this.model = undefined;
    this.isReady = false;
    await (await this.opening)?.close();
  }

  private async begin(): Promise<RecoveringChannelModel> {
    this.openedAt = performance.now();
    const { name, logger, onReady } = this.options;
    const connection = await connect(withHeartbeat(this.options.url), {
      noDelay: true, // Without it small frames wait for one another: 20 messages a second instead of 1,000.
      keepAlive: true,
      timeout: 5_000,
      clientProperties: { connection_name: name },
      recovery: {
        initialDelay: 200,
        maxDelay: 5_000,
        waitForConnect: false,
        setup: (model: ChannelModel) => this.prepare(model),
      },
    });
    connection.on('connect', onReady);
    connection.on('error', (error) => logger.warn({ error }, 'trouble with the broker'));
    connection.on('connect-failed', (error) => logger.warn({ error }, 'the broker cannot be reached'));
    connection.on('disconnect', (error) => {
      this.model = undefined;
      this.isReady = false;
      this.blockedBecause = undefined;
      if (!this.isClosing) logger.warn({ error }, 'the connection to the broker was lost');
    });
    connection.on('blocked', (reason: unknown) => {
      this.blockedBecause = String(reason);
      logger.warn({ reason }, 'the broker takes no messages: they wait in the outbox');
    });
    connection.on('unblocked', () => {
      this.blockedBecause = undefined;
      logger.info('the broker takes messages again');
      onReady();
    });
    return connection;
  }

  private async prepare(model: ChannelModel): Promise<void> {
    model.on('error', () => undefined); // 'disconnect' tells.
    await this.options.setUp(model);
    this.model = model;
    try {
      await this.options.attach?.(model);
      this.isReady = true;
    } catch (error) {
      this.model = undefined;
      throw error;
    }
  }
}

/** The URL with our heartbeat, unless it names another. */
function withHeartbeat(text: string): string {
  const url = new URL(text);
  if (!url.searchParams.has('heartbeat')) url.searchParams.set('heartbeat', String(heartbeat));
  return url.href;
}
