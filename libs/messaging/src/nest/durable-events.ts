/** Nest transport: `@EventPattern<string>('finding.*')` methods become the consumer of a service. */
import { childTrace, newTrace, outsideRequests, parseTraceparent, runWithTrace, type Metrics } from '@cspmexa/platform';
import type { Envelope } from '@cspmexa/contracts';
import { BaseRpcContext, Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import { lastValueFrom } from 'rxjs';
import type { Carrier, Delivery, Subscription } from '../carrier/carrier.js';
import { eventsOf, matches } from '../pattern.js';

/** What a handler gets as @Ctx(). */
export class EventContext extends BaseRpcContext<[Delivery, string]> {
  get envelope(): Envelope {
    return this.getArgByIndex(0).envelope;
  }

  /** 1 on the first try. */
  get attempt(): number {
    return this.getArgByIndex(0).attempt;
  }

  /** The name of the consumer, for the inbox. */
  get consumer(): string {
    return this.getArgByIndex(1);
  }
}

export interface DurableEventsOptions {
  readonly carrier: Carrier;
  /** The service's name: a key of `subscriptions`. */
  readonly consumer: string;
  /** Messages handled at the same time; 10 unless it says otherwise. */
  readonly concurrency?: number;
  readonly metrics?: Metrics;
}

/** One instance per service. The carrier belongs to whoever made it and stays open when the service stops. */
export class DurableEvents extends Server implements CustomTransportStrategy {
  override readonly transportId = Symbol('durable-events');
  private subscription: Subscription | undefined;
  private readonly durations;

  constructor(private readonly options: DurableEventsOptions) {
    super();
    this.durations = options.metrics?.histogram('event_handling_seconds', 'Time to handle a message.', [
      'type',
      'outcome',
    ]);
  }

  /** Called by Nest. Fails when the handlers and the subscriptions of the consumer differ. */
  async listen(callback: (error?: unknown) => void): Promise<void> {
    try {
      const { carrier, consumer: name, concurrency = 10 } = this.options;
      checkHandlers(name, [...this.getHandlers().keys()], carrier.subscriptions[name] ?? []);
      this.subscription = await carrier.consume({ name, concurrency, handle: (delivery) => this.handle(delivery) });
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes nothing new and waits for the handlers that run. */
  async close(): Promise<void> {
    await this.subscription?.stop();
  }

  /** There are no events of a connection to listen to: ask the carrier. */
  on(): void {}

  /** The carrier, as Nest's interface wants it: typed by the caller. */
  unwrap<T>(): T {
    return this.options.carrier as T;
  }

  private async handle(delivery: Delivery): Promise<void> {
    const { type, data, traceparent } = delivery.envelope;
    const [, handler] = [...this.getHandlers()].find(([pattern]) => matches(pattern, type)) ?? [];
    if (!handler) throw new Error(`${this.options.consumer} has no handler for ${type}.`);
    const stop = this.durations?.startTimer({ type });
    const caller = parseTraceparent(traceparent);
    try {
      // A message within the process may be handled where a request has set it off.
      await outsideRequests(() =>
        runWithTrace(caller ? childTrace(caller) : newTrace(), () => this.call(handler, data, delivery)),
      );
      stop?.({ outcome: 'handled' });
    } catch (error) {
      stop?.({ outcome: 'failed' });
      throw error;
    }
  }

  private async call(handler: MessageHandler, data: unknown, delivery: Delivery): Promise<void> {
    const context = new EventContext([delivery, this.options.consumer]);
    const result: unknown = await handler(data, context);
    await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined });
  }
}

/** Each event has at most one handler, and handlers and subscriptions cover the same events. */
export function checkHandlers(consumer: string, patterns: readonly string[], subscribed: readonly string[]): void {
  const handled = eventsOf(patterns);
  const expected = eventsOf(subscribed);
  const problems = [
    ...patterns.filter((pattern) => eventsOf([pattern]).length === 0).map((pattern) => `no event is called ${pattern}`),
    ...handled
      .filter((name) => patterns.filter((pattern) => matches(pattern, name)).length > 1)
      .map((name) => `${name} has more than one handler`),
    ...handled.filter((name) => !expected.includes(name)).map((name) => `it handles ${name} without a subscription`),
    ...expected.filter((name) => !handled.includes(name)).map((name) => `it subscribes to ${name} without a handler`),
  ];
  if (problems.length > 0) {
    throw new Error(
      `The event handlers of ${consumer} and its line in libs/messaging/src/subscriptions.ts differ: ${problems.join('; ')}.`,
    );
  }
}
