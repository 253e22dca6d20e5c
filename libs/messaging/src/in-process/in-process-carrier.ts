/** Delivers within this process. Durability is the outbox's: a row leaves it when every consumer has handled the message. */
import type { Envelope } from '@cspmexa/contracts';
import { createLogger, type Logger } from '@cspmexa/platform';
import {
  CarrierUnavailable,
  nextDelay,
  reasonOf,
  retryLadder,
  type Carrier,
  type Consumer,
  type Failure,
  type Outcome,
  type Pending,
  type Subscription,
} from '../carrier/carrier.js';
import { combinedDeadLetters, type DeadLetters } from '../carrier/dead-letters.js';
import { decode, encode } from '../envelope.js';
import { eventsOf, matches } from '../pattern.js';
import { subscriptions, type Subscriptions } from '../subscriptions.js';
import { ConsumerSlots, ConsumerStopped } from './consumer-slots.js';

export interface InProcessCarrierOptions {
  /** Who listens to what; messages wait in the outbox until each consumer named here has come. */
  readonly subscriptions?: Subscriptions;
  /** Waits between the tries of a message, in milliseconds. */
  readonly retryDelaysMs?: readonly number[];
  readonly logger?: Logger;
}

/** One per process, shared by its services. */
export class InProcessCarrier implements Carrier {
  readonly subscriptions: Subscriptions;
  readonly deadLetters: DeadLetters;
  private readonly ladder: readonly number[];
  private readonly logger: Logger;
  private readonly consumers = new Map<string, ConsumerSlots>();
  private readonly listeners = new Set<{ patterns: readonly string[]; listen: (envelope: Envelope) => void }>();
  private readonly outboxes = new Set<DeadLetters>();
  private readonly wakes = new Set<() => void>();

  constructor(options: InProcessCarrierOptions = {}) {
    this.subscriptions = options.subscriptions ?? subscriptions;
    this.ladder = options.retryDelaysMs ?? retryLadder;
    this.logger = options.logger ?? createLogger({ name: 'messaging' });
    const letters = combinedDeadLetters(() => this.outboxes);
    this.deadLetters = {
      ...letters,
      redrive: async (query) => {
        try {
          return await letters.redrive(query);
        } finally {
          this.wakeRelays();
        }
      },
    };
  }

  /** Rejects while a consumer of the message is not there; otherwise resolves when all have tried it. */
  async publish(envelope: Envelope, pending?: Pending): Promise<Outcome> {
    const names = pending ? Object.keys(pending) : this.consumersOf(envelope.type);
    const slots = names.map((name) => this.slotsOf(name));
    // Through bytes and schemas, as over a broker: no consumer can share an object with another one.
    const message = decode(encode(envelope));
    if ('refused' in message) {
      return { retry: [], dead: names.map((consumer) => ({ consumer, attempts: 0, reason: message.refused })) };
    }
    if (!pending) this.announce(message.envelope);
    const results = await Promise.all(
      slots.map((slot) => this.tryOne(slot, envelope, pending?.[slot.consumer.name] ?? 0)),
    );
    return { retry: results.flatMap(({ retry }) => retry), dead: results.flatMap(({ dead }) => dead) };
  }

  async consume(consumer: Consumer): Promise<Subscription> {
    const present = this.consumers.get(consumer.name);
    if (present && !present.isClosed) throw new Error(`The consumer ${consumer.name} is there already.`);
    if (!(consumer.name in this.subscriptions)) throw new Error(`The consumer ${consumer.name} has no subscriptions.`);
    const slots = new ConsumerSlots(consumer, () => this.wakeRelays());
    this.consumers.set(consumer.name, slots);
    this.wakeRelays();
    return { stop: () => slots.stop() };
  }

  async broadcast(patterns: readonly string[], listen: (envelope: Envelope) => void): Promise<Subscription> {
    const listener = { patterns, listen };
    this.listeners.add(listener);
    return { stop: async () => void this.listeners.delete(listener) };
  }

  congested(): readonly string[] {
    const busy = Object.entries(this.subscriptions).filter(([name]) => {
      const slots = this.consumers.get(name);
      return !slots || slots.isClosed || slots.isFull;
    });
    return eventsOf(busy.flatMap(([, patterns]) => patterns));
  }

  onCapacity(wake: () => void): () => void {
    this.wakes.add(wake);
    return () => void this.wakes.delete(wake);
  }

  addOutbox(outbox: DeadLetters): () => void {
    this.outboxes.add(outbox);
    return () => void this.outboxes.delete(outbox);
  }

  /** Always works: it is this process. */
  async check(): Promise<void> {}

  async close(): Promise<void> {
    await Promise.all([...this.consumers.values()].map((slots) => slots.stop()));
    this.listeners.clear();
  }

  private async tryOne(slots: ConsumerSlots, envelope: Envelope, failures: number): Promise<Outcome> {
    const message = decode(encode(envelope));
    if ('refused' in message) throw new Error(message.refused); // It was readable a moment ago.
    try {
      await slots.handle({ envelope: message.envelope, attempt: failures + 1 });
      return { retry: [], dead: [] };
    } catch (error) {
      const { name } = slots.consumer;
      // It had no turn: that does not count as a try.
      if (error instanceof ConsumerStopped) {
        return { retry: [{ consumer: name, attempts: failures, reason: error.name, delayMs: 0 }], dead: [] };
      }
      const failure: Failure = { consumer: name, attempts: failures + 1, reason: reasonOf(error) };
      const delayMs = nextDelay(this.ladder, failures + 1, error);
      return delayMs === undefined ? { retry: [], dead: [failure] } : { retry: [{ ...failure, delayMs }], dead: [] };
    }
  }

  private consumersOf(type: string): string[] {
    return Object.entries(this.subscriptions)
      .filter(([, patterns]) => patterns.some((pattern) => matches(pattern, type)))
      .map(([name]) => name);
  }

  private slotsOf(name: string): ConsumerSlots {
    const slots = this.consumers.get(name);
    if (!slots || slots.isClosed) throw new CarrierUnavailable(`The consumer ${name} is not there.`);
    return slots;
  }

  private announce(envelope: Envelope): void {
    for (const { patterns, listen } of this.listeners) {
      if (!patterns.some((pattern) => matches(pattern, envelope.type))) continue;
      try {
        listen(envelope);
      } catch (error) {
        // A live view that fails must not hold up the message.
        this.logger.error({ error }, 'a listener to live events failed');
      }
    }
  }

  private wakeRelays(): void {
    for (const wake of this.wakes) wake();
  }
}
