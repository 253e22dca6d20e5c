/** Moves messages from a service's outbox to the carrier. Any number of replicas may run; a killed one's rows are taken over. */
import type { BeforeApplicationShutdown, OnApplicationBootstrap } from '@nestjs/common';
import { createLogger, faultPoint, newId, type Logger, type Metrics } from '@cspmexa/platform';
import { CarrierUnavailable, reasonOf, type Carrier, type Outcome } from '../carrier/carrier.js';
import type { DeadLetters } from '../carrier/dead-letters.js';
import { Gate } from './gate.js';
import { outboxDeadLetters } from './outbox-dead-letters.js';
import { claimMs, OutboxTable, type ClaimedRow, type SqlPool } from './outbox-table.js';
import { onPublished } from './wake.js';

export interface OutboxRelayOptions {
  /** The service's Database. */
  readonly database: { readonly pool: SqlPool };
  readonly carrier: Carrier;
  readonly logger?: Logger;
  readonly metrics?: Metrics;
  /** How often it looks without being woken, in milliseconds; 1,000 unless it says otherwise. */
  readonly pollMs?: number;
}

const batch = 100;
const maxInFlight = 500;
const sweepMs = 3_600_000;
/** Longest wait for messages on their way when it stops, in milliseconds. */
const stopMs = 25_000;

/** Runs between `start` and `stop`; as a provider of a Nest module it starts and stops with the application. */
export class OutboxRelay implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly table: OutboxTable;
  private readonly deadLetters: DeadLetters;
  private readonly carrier: Carrier;
  private readonly logger: Logger;
  private readonly gate: Gate;
  private readonly inFlight = new Map<string, Promise<void>>();
  private readonly published;
  private finished: string[] = [];
  private flushing: Promise<void> | undefined;
  private running: { loop: Promise<void>; stop: () => void } | undefined;

  constructor({ database, carrier, logger, metrics, pollMs = 1_000 }: OutboxRelayOptions) {
    this.table = new OutboxTable(database.pool, newId());
    this.deadLetters = outboxDeadLetters(database.pool);
    this.carrier = carrier;
    this.logger = logger ?? createLogger({ name: 'outbox' });
    this.gate = new Gate(pollMs);
    this.published = metrics?.counter('outbox_deliveries_total', 'Messages handed to the carrier, by outcome.', [
      'outcome',
    ]);
    metrics?.gauge('outbox_waiting', 'Messages in the outbox, counted up to 10,000.', [], async (gauge) => {
      gauge.set((await this.table.backlog()).waiting);
    });
    metrics?.gauge('outbox_oldest_seconds', 'Age of the oldest waiting message.', [], async (gauge) => {
      gauge.set((await this.table.backlog()).oldestSeconds);
    });
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.stop();
  }

  start(): void {
    if (this.running) return;
    const wake = () => this.gate.open();
    const forget = [onPublished(wake), this.carrier.onCapacity(wake), this.carrier.addOutbox(this.deadLetters)];
    const renewal = setInterval(() => void this.renew(), claimMs / 4);
    const sweep = setInterval(() => void this.quietly(this.table.sweepInbox()), sweepMs);
    sweep.unref();
    let isStopping = false;
    const loop = this.run(() => isStopping).finally(() => {
      for (const stop of forget) stop();
      clearInterval(renewal);
      clearInterval(sweep);
    });
    this.running = {
      loop,
      stop: () => {
        isStopping = true;
        wake();
      },
    };
  }

  /** Takes no more rows, waits for those on their way, but not for ever. What is left stays in the outbox. */
  async stop(): Promise<void> {
    const running = this.running;
    if (!running) return;
    this.running = undefined;
    running.stop();
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, stopMs);
    });
    await Promise.race([running.loop, tooLate]).finally(() => clearTimeout(timer));
    await this.flush();
  }

  private async run(isStopping: () => boolean): Promise<void> {
    while (!isStopping()) {
      const room = Math.min(batch, maxInFlight - this.inFlight.size);
      const rows = room > 0 ? await this.claim(room) : [];
      for (const row of rows) this.deliver(row);
      // A full batch means that there is probably more; otherwise sleep until something changes.
      if (rows.length < room || room === 0) await this.gate.wait();
      else await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all(this.inFlight.values());
  }

  private async claim(room: number): Promise<ClaimedRow[]> {
    try {
      const rows = await this.table.claim(room, this.carrier.congested());
      if (rows.length > 0) await faultPoint('outbox.claimed');
      return rows;
    } catch (error) {
      this.logger.warn({ error }, 'the outbox cannot be read now');
      return [];
    }
  }

  private deliver(row: ClaimedRow): void {
    const { id } = row.envelope;
    if (this.inFlight.has(id)) return; // Our own claim ran out while the message was on its way.
    const delivery = this.carrier
      .publish(row.envelope, row.pending)
      .then(
        (outcome) => this.settle(row, outcome),
        (error: unknown) => this.postpone(row, error),
      )
      .catch((error: unknown) =>
        this.logger.warn({ error, messageId: id }, 'the outcome of a message was not written: it will be sent again'),
      )
      .finally(() => {
        this.inFlight.delete(id);
        if (this.inFlight.size === maxInFlight - 1) this.gate.open();
      });
    this.inFlight.set(id, delivery);
  }

  private async settle({ envelope, failures }: ClaimedRow, { retry, dead }: Outcome): Promise<void> {
    for (const { consumer, reason, attempts } of dead) {
      this.logger.error(
        { messageId: envelope.id, type: envelope.type, consumer, attempts, reason },
        'a message was given up',
      );
    }
    await faultPoint('outbox.published');
    if (retry.length > 0) {
      this.published?.inc({ outcome: 'retry' });
      const pending = Object.fromEntries(retry.map(({ consumer, attempts }) => [consumer, attempts]));
      const delay = Math.min(...retry.map(({ delayMs }) => delayMs));
      await this.table.postpone(envelope.id, delay, pending, dead, failures);
      this.gate.openIn(delay);
      return;
    }
    this.published?.inc({ outcome: dead.length > 0 ? 'dead' : 'done' });
    if (dead.length > 0) await this.table.bury(envelope.id, dead);
    else {
      this.finished.push(envelope.id);
      await this.flush();
    }
  }

  /** It could not be handed over: nothing is lost, it waits in the outbox. */
  private async postpone({ envelope, pending, failures }: ClaimedRow, error: unknown): Promise<void> {
    this.published?.inc({ outcome: 'postponed' });
    const isAway = error instanceof CarrierUnavailable;
    const delay = isAway ? 1_000 : Math.min(1_000 * 2 ** failures, 60_000);
    if (!isAway)
      this.logger.warn(
        { messageId: envelope.id, type: envelope.type, reason: reasonOf(error) },
        'a message waits in the outbox',
      );
    await this.table.postpone(envelope.id, delay, pending, [], isAway ? failures : Math.min(failures + 1, 10));
  }

  /** Removes finished rows together: one statement for all that ended since the last one. */
  private async flush(): Promise<void> {
    while (this.finished.length > 0) {
      if (this.flushing) {
        await this.flushing;
        continue;
      }
      const ids = this.finished;
      this.finished = [];
      this.flushing = this.table.finish(ids).finally(() => {
        this.flushing = undefined;
      });
      await this.flushing;
    }
  }

  private async renew(): Promise<void> {
    if (this.inFlight.size > 0) await this.quietly(this.table.renew([...this.inFlight.keys()]));
  }

  /** For upkeep: when it fails, the next round does it. */
  private async quietly(work: Promise<void>): Promise<void> {
    await work.catch((error: unknown) => this.logger.warn({ error }, 'upkeep of the outbox failed'));
  }
}
