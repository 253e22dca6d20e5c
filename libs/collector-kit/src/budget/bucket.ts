/** The bucket of one action in one region of one AWS account: what is known of it by all replicas, and who may take how much. Pure. */
import { afterTries, listens as isListening, nothingLearned, type Learned } from './learned-rate.js';
import type { Rate } from './rates.js';

/** Which bucket. AWS counts calls of each account, region and action by themselves. */
export interface BucketKey {
  /** `partition/awsAccountId`. */
  readonly account: string;
  readonly region: string;
  /** The IAM action, for example `ec2:DescribeInstances`. */
  readonly action: string;
}

/** What replicas share of a bucket; plain JSON. Times are milliseconds since the epoch, by the store's clock. */
export interface BucketState {
  /** Calls that may be made now; below zero when some are promised already. */
  readonly tokens: number;
  /** When they were counted. */
  readonly at: number;
  readonly learned: Learned;
}

/** Keeps the states. Every update is atomic: of two at the same time, one sees what the other left. */
export interface BucketStore {
  /**
   * Changes a state. `change` is pure and may be called again; its state is undefined for a bucket that nobody used yet.
   * @returns what `change` gave as `result`.
   */
  update<T>(
    key: BucketKey,
    change: (state: BucketState | undefined, nowMs: number) => { readonly state: BucketState; readonly result: T },
  ): Promise<T>;
}

/** What a replica tells and asks. */
export interface Ask {
  /** Calls that wait, and calls that are expected; none of either to tell without asking for anything. */
  readonly least: number;
  readonly most: number;
  /** How its tries went since it asked last, and which version of the learned rate they were made under. */
  readonly tries: number;
  readonly refused: number;
  readonly version: number;
}

/** What it gets. */
export interface Grant {
  /** Infinite while nothing bounds the action. */
  readonly tokens: number;
  /** Milliseconds until they may be used. */
  readonly waitMs: number;
  readonly version: number;
  /** True when refusals say something about the rate at this time. */
  readonly listens: boolean;
}

/** Seconds of a rate that are taken in one go: two updates a second for a busy action. */
const blockSeconds = 0.5;

/**
 * Takes calls out of a bucket. A refusal empties it for everybody. More than there is is promised for later, so that
 * replicas that ask at the same time get one after the other.
 * @param published what AWS allows, as far as it may be used; undefined where AWS says nothing.
 */
export function take(
  before: BucketState | undefined,
  now: number,
  published: Rate | undefined,
  ask: Ask,
): { state: BucketState; result: Grant } {
  const learnedBefore = before?.learned ?? nothingLearned;
  const learned = afterTries(learnedBefore, now, published, ask);
  const rate = learned.rate ?? published?.refill;
  const version = learned.changedAt;
  const listens = isListening(learned);
  if (rate === undefined)
    return { state: { tokens: 0, at: now, learned }, result: { tokens: Infinity, waitMs: 0, version, listens } };

  const size = sizeOf(learned, published, rate);
  const wasBound = before !== undefined && (learnedBefore.rate !== null || published !== undefined);
  const filled = wasBound
    ? Math.min(size, before.tokens + (Math.max(0, now - before.at) / 1_000) * rate)
    : published
      ? size
      : 0;
  const there = ask.refused > 0 && listens ? Math.min(0, filled) : filled;
  const granted = ask.least <= 0 ? 0 : grantOf(ask, there, rate);
  const tokens = there - granted;
  return {
    state: { tokens, at: now, learned },
    result: { tokens: granted, waitMs: tokens < 0 ? (-tokens / rate) * 1_000 : 0, version, listens },
  };
}

/** How much a bucket holds: what AWS says, or a second's worth of a rate that was found out. */
const sizeOf = (learned: Learned, published: Rate | undefined, rate: number): number =>
  learned.rate === null && published ? published.size : Math.max(1, Math.min(rate, published?.size ?? Infinity));

/** What is asked for, as far as it is there or comes within a block's time; at least one. */
const grantOf = ({ least, most }: Ask, there: number, rate: number): number =>
  Math.max(1, Math.min(Math.max(least, most), Math.max(Math.floor(rate * blockSeconds), Math.floor(there))));
