/** What moves messages between services: a broker, or this process. */
import type { Envelope } from '@cspmexa/contracts';
import { asAppError } from '@cspmexa/platform';
import type { Subscriptions } from '../subscriptions.js';
import type { DeadLetters } from './dead-letters.js';

/** One delivery of a message to a consumer. `attempt` counts from 1. */
export interface Delivery {
  readonly envelope: Envelope;
  readonly attempt: number;
}

/** A service as a receiver of messages. Handling again after a failure is the carrier's business. */
export interface Consumer {
  readonly name: string;
  /** How many messages it handles at the same time. */
  readonly concurrency: number;
  /** Throws when it could not handle the message; DeadLetterError when it never will. */
  handle(delivery: Delivery): Promise<void>;
}

/** Something that was switched on and can be switched off. */
export interface Subscription {
  /** Takes nothing new, and resolves when what is running has ended. Safe to call twice. */
  stop(): Promise<void>;
}

/** How often a message was tried, by the consumers that have still to handle it. */
export type Pending = Readonly<Record<string, number>>;

/** A consumer that did not handle a message. */
export interface Failure {
  readonly consumer: string;
  /** Tries so far. */
  readonly attempts: number;
  readonly reason: string;
}

/** What became of a published message. `retry`: once more, for these consumers; `dead`: never again. Both empty: it is done. */
export interface Outcome {
  readonly retry: readonly (Failure & { readonly delayMs: number })[];
  readonly dead: readonly Failure[];
}

export interface Carrier {
  readonly subscriptions: Subscriptions;
  readonly deadLetters: DeadLetters;
  /** Hands a message over. Resolves when it is safe (with the broker, or handled); rejects when it has to stay in the outbox. */
  publish(envelope: Envelope, pending?: Pending): Promise<Outcome>;
  /** Begins to deliver to a consumer what its line in `subscriptions` says. */
  consume(consumer: Consumer): Promise<Subscription>;
  /** Calls `listen` with each message published from now on, best effort. For live views. */
  broadcast(patterns: readonly string[], listen: (envelope: Envelope) => void): Promise<Subscription>;
  /** Event names that nobody can take just now: leave them in the outbox. */
  congested(): readonly string[];
  /** Calls `wake` when there may be room again. Returns the way to stop it. */
  onCapacity(wake: () => void): () => void;
  /** Tells a carrier that leaves dead letters in the publisher's outbox where that is. Returns the way to take it back. */
  addOutbox(outbox: DeadLetters): () => void;
  /** Throws when messages cannot be moved. */
  check(): Promise<void>;
  /** Lets running handlers and publications end, then lets go. Safe to call twice. */
  close(): Promise<void>;
}

/** Thrown by a handler for a message that it will never be able to handle: no retry. */
export class DeadLetterError extends Error {
  override readonly name = 'DeadLetterError';
}

/** The carrier cannot be reached now; nothing is wrong with the message. */
export class CarrierUnavailable extends Error {
  override readonly name = 'CarrierUnavailable';
}

/** Waits between the tries of a message, in milliseconds: five tries in all. */
export const retryLadder: readonly number[] = [1_000, 10_000, 60_000, 600_000];

/** The longest wait of a message whose handler found something away, in milliseconds: it is soon handled when that is back. */
const waitWhileAway = 60_000;
/** Its tries: some six hours of them. */
const triesWhileAway = 360;

/**
 * What to do after the n-th failure: the wait before the next try, or undefined for the dead letters. A handler that finds the database or
 * another part of the system away says nothing about its message: that one stays for as long as an outage lasts, not for five tries.
 */
export function nextDelay(ladder: readonly number[], failures: number, error: unknown): number | undefined {
  if (error instanceof DeadLetterError) return undefined;
  const step = ladder[failures - 1];
  if (asAppError(error).code !== 'unavailable') return step;
  if (step !== undefined && step <= waitWhileAway) return step;
  // There is a queue for each step, and for no other wait.
  const longest = ladder.findLast((wait) => wait <= waitWhileAway) ?? ladder[0];
  return failures < triesWhileAway ? longest : undefined;
}

/** The sentence that is kept with a failed message. */
export const reasonOf = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).slice(0, 1_000);
