/** A RabbitMQ that can be stopped, killed, cut off, and that comes back with its queues. */
import path from 'node:path';
import { freePort } from '@cspmexa/platform';
import {
  captureLogs,
  createTcpProxy,
  findRabbitMq,
  startRabbitMq,
  type RabbitMq,
  type TcpProxy,
} from '@cspmexa/testkit';
import { RabbitMqCarrier } from '@cspmexa/messaging';

type Source = Awaited<ReturnType<typeof findRabbitMq>>;

export class ChaosRabbit {
  private isAway = false;

  private constructor(
    private readonly source: Source,
    private readonly folder: string,
    private readonly port: number,
    private broker: RabbitMq,
    private readonly proxy: TcpProxy,
  ) {}

  /** Null when there is no RabbitMQ program on this machine: one in Docker, or that belongs to others, cannot be broken. */
  static async start(folder: string): Promise<ChaosRabbit | null> {
    const source = await findRabbitMq();
    if (source.how !== 'program') return null;
    const port = await freePort();
    const broker = await startRabbitMq(source, path.join(folder, 'rabbitmq'), { port, keep: true });
    return new ChaosRabbit(source, path.join(folder, 'rabbitmq'), port, broker, await createTcpProxy(broker.url));
  }

  /** Through a network that can be cut; the same over its restarts. */
  get url(): string {
    return this.proxy.through(this.broker.url);
  }

  /** Ends it, as kill -9 does or in order. */
  async end(how: 'kill' | 'stop'): Promise<void> {
    await (how === 'kill' ? this.broker.kill() : this.broker.stop());
    this.isAway = true;
  }

  /** On the same port, with its queues; nothing when it runs. */
  async startAgain(): Promise<void> {
    if (!this.isAway) return;
    this.isAway = false;
    this.broker = await startRabbitMq(this.source, this.folder, { port: this.port, keep: true });
  }

  /** Cuts every connection and refuses new ones, until `heal`. */
  cut(): void {
    this.proxy.break();
  }

  heal(): void {
    this.proxy.heal();
  }

  /** Removes every queue: the next installation begins with none. */
  async clear(): Promise<void> {
    const cleaner = new RabbitMqCarrier({ url: this.url, name: 'chaos', logger: captureLogs().logger });
    await cleaner.connected();
    await cleaner.deleteTopology();
    await cleaner.close();
  }

  async stop(): Promise<void> {
    await this.proxy.close();
    await this.broker.stop();
  }
}
