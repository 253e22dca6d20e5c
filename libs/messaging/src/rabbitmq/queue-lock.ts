/** One at a time over all processes: a queue that only one connection may have stands for the right to work. */
import type { ChannelModel } from 'amqplib';
import { CarrierUnavailable } from '../carrier/carrier.js';

/** How long to wait for one's turn, in milliseconds: less than the gateway waits for us. */
const patienceMs = 10_000;
/** RESOURCE_LOCKED: it is another connection's. */
const locked = 405;

/** Within a connection the broker lets everybody have its queue: these wait here, by the queue's name. */
const turns = new WeakMap<ChannelModel, Map<string, Promise<unknown>>>();

/** Runs `work` when nobody else runs theirs under the same name; the lock goes when the connection does. Throws CarrierUnavailable after ten seconds. */
export function lockedBy<T>(connection: ChannelModel, name: string, work: () => Promise<T>): Promise<T> {
  const ours = turns.get(connection) ?? new Map<string, Promise<unknown>>();
  turns.set(connection, ours);
  const turn = (ours.get(name) ?? Promise.resolve()).then(async () => {
    const release = await acquire(connection, `${name}.lock`);
    return work().finally(release);
  });
  ours.set(
    name,
    turn.catch(() => undefined),
  );
  return turn;
}

/** @returns the way to give it back. */
async function acquire(connection: ChannelModel, queue: string): Promise<() => Promise<void>> {
  for (const end = Date.now() + patienceMs; ;) {
    // A refusal closes the channel: each try has its own.
    const channel = await connection.createChannel();
    channel.on('error', () => undefined);
    try {
      await channel.assertQueue(queue, { exclusive: true, durable: false });
      return async () => {
        // On a lost connection the broker has deleted it already.
        await Promise.resolve()
          .then(() => channel.deleteQueue(queue))
          .then(() => channel.close())
          .catch(() => undefined);
      };
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (Date.now() > end) {
        throw new CarrierUnavailable('Somebody else is working with these dead letters.', { cause: error });
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

const isLocked = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === locked;
