/** A service that never stops publishing, and a consumer that remembers: what was committed has to arrive. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { scanJudged } from '@cspmexa/contracts';
import { publishAll, type Carrier } from '@cspmexa/messaging';
import type { SampleDatabase } from './sample-database.js';

const everyMs = 20;

/** Publishes at a steady rate until it is stopped, in small transactions. */
export class Traffic {
  readonly committed = new Set<string>();
  readonly received = new Set<string>();
  /** Why transactions failed: none has to. */
  readonly failures: unknown[] = [];
  private readonly tenantId = randomUUID();
  private running: Promise<void> | undefined;
  private isStopped = false;

  constructor(
    private readonly database: SampleDatabase,
    private readonly perSecond: number,
  ) {}

  /** Those that were committed and have not come. */
  get missing(): string[] {
    return [...this.committed].filter((id) => !this.received.has(id));
  }

  async consume(carrier: Carrier, consumer: string): Promise<void> {
    await carrier.consume({
      name: consumer,
      concurrency: 50,
      handle: async ({ envelope }) => void this.received.add(envelope.id),
    });
  }

  start(): void {
    this.running = this.run();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    await this.running;
  }

  private async run(): Promise<void> {
    const started = performance.now();
    for (let sent = 0; !this.isStopped; await wait(everyMs)) {
      const due = Math.floor(((performance.now() - started) / 1_000) * this.perSecond) - sent;
      const messages = Array.from({ length: due }, () => ({ event: scanJudged, data: scanJudged.example }));
      sent += due;
      try {
        const ids = await this.database.withTenant(this.tenantId, (tx) => publishAll(tx, this.tenantId, messages));
        for (const id of ids) this.committed.add(id);
      } catch (error) {
        this.failures.push(error);
      }
    }
  }
}
