/** Bounds how many messages one consumer handles at the same time. */
import type { Consumer, Delivery } from '../carrier/carrier.js';

/** A consumer with its free places. Deliveries wait for one, in order. */
export class ConsumerSlots {
  private readonly waiting: (() => void)[] = [];
  private readonly running = new Set<Promise<void>>();
  private isStopped = false;

  /** `onFree` is called when a place has become free. */
  constructor(
    readonly consumer: Consumer,
    private readonly onFree: () => void,
  ) {}

  /** Whether a message that came now would have to wait. */
  get isFull(): boolean {
    return this.running.size + this.waiting.length >= this.consumer.concurrency;
  }

  get isClosed(): boolean {
    return this.isStopped;
  }

  /** Handles a message as soon as there is a place. Rejects as the handler does. */
  async handle(delivery: Delivery): Promise<void> {
    while (this.running.size >= this.consumer.concurrency && !this.isStopped) {
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
    if (this.isStopped) throw new ConsumerStopped();
    const work = this.consumer.handle(delivery);
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    this.running.add(settled);
    try {
      await work;
    } finally {
      this.running.delete(settled);
      this.waiting.shift()?.();
      this.onFree();
    }
  }

  /** Sends those that wait away and lets those that run end. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const go of this.waiting.splice(0)) go();
    await Promise.all(this.running);
  }
}

/** The consumer stopped before the message had its turn. */
export class ConsumerStopped extends Error {
  override readonly name = 'ConsumerStopped';
}
