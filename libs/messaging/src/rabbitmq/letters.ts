/** Reads a queue of dead letters: by taking what is in it, since there is no other way, and putting back what stays. */
import type { Channel, ChannelModel, ConsumeMessage } from 'amqplib';
import { CarrierUnavailable } from '../carrier/carrier.js';
import type { DeadLetterQuery } from '../carrier/dead-letters.js';
import { tenantOf } from '../envelope.js';

/** Letters that are held open at the same time: the most that one look goes through. The broker would allow 65,535. */
const most = 50_000;
/** Letters that are read together, and moved together. */
export const batch = 200;
/** When the broker has delivered nothing for so long, there is nothing more, in milliseconds. */
const idleMs = 2_000;

/** A letter, and whose it is. */
export interface Letter {
  readonly message: ConsumeMessage;
  readonly tenantId: string | null;
}

/** The letters of one look. */
export interface Letters {
  /** Those that are meant, the oldest first: of those that were there when the look began. */
  matching(query: DeadLetterQuery): AsyncGenerator<Letter>;
  /** Takes letters out of the queue. */
  done(messages: readonly ConsumeMessage[]): void;
}

/** Goes through the letters of a queue; one look at a time. What `work` does not take out is put back at the end. */
export async function throughLetters<T>(
  connection: ChannelModel,
  queue: string,
  work: (letters: Letters) => Promise<T>,
): Promise<T> {
  const channel = await connection.createChannel();
  channel.on('error', () => undefined); // What was asked of it rejects.
  const held = new Set<ConsumeMessage>();
  try {
    return await work({
      async *matching({ tenantId, ids }) {
        const wanted = ids && new Set(ids);
        for await (const message of take(channel, queue, (received) => held.add(received))) {
          if (wanted && !wanted.has(idOf(message))) continue;
          const owner = tenantOf(message.content);
          if (tenantId === undefined || tenantId === owner) yield { message, tenantId: owner };
        }
      },
      done(messages) {
        for (const message of messages) held.delete(message);
        const [last] = messages.slice(-1);
        const [oldest] = held;
        // One acknowledgement for all where nothing before them is held: a quorum queue keeps only some of them in the air.
        if (last && !(oldest && oldest.fields.deliveryTag < last.fields.deliveryTag)) channel.ack(last, true);
        else for (const message of messages) channel.ack(message);
      },
    });
  } finally {
    await putBack(connection, channel, queue, held.size);
  }
}

/** The messages of a queue as it is now: not those that come meanwhile. They stay the channel's until it closes. */
async function* take(
  channel: Channel,
  queue: string,
  onReceived: (message: ConsumeMessage) => void,
): AsyncGenerator<ConsumeMessage> {
  const { messageCount } = await channel.checkQueue(queue);
  for (let left = Math.min(messageCount, most); left > 0;) {
    const messages = await takeSome(channel, queue, Math.min(left, batch), onReceived);
    if (messages.length === 0) return;
    yield* messages;
    left -= messages.length;
  }
}

/** At most `size` messages: as many as the broker sends to a consumer that acknowledges nothing. */
async function takeSome(
  channel: Channel,
  queue: string,
  size: number,
  onReceived: (message: ConsumeMessage) => void,
): Promise<ConsumeMessage[]> {
  const messages: ConsumeMessage[] = [];
  await channel.prefetch(size);
  let finish: () => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const full = new Promise<void>((resolve, reject) => ([finish, fail] = [resolve, reject]));
  full.catch(() => undefined); // Asking for messages may fail first.
  const closed = (): void => fail(new CarrierUnavailable('The connection to the broker was lost.'));
  const idle = setTimeout(() => finish(), idleMs);
  channel.once('close', closed);
  try {
    const { consumerTag } = await channel.consume(queue, (message) => {
      if (message) {
        messages.push(message);
        onReceived(message);
      }
      if (!message || messages.length >= size) finish();
      else idle.refresh();
    });
    await full;
    await channel.cancel(consumerTag);
    return messages;
  } finally {
    clearTimeout(idle);
    channel.off('close', closed);
  }
}

/**
 * Puts back what a channel holds, and waits, for some seconds at most, until the next one who asks sees it. By then the acknowledgements
 * before it are with the queue, too: a channel that closes too early forgets some of them, and what was moved would be there again.
 */
async function putBack(connection: ChannelModel, channel: Channel, queue: string, count: number): Promise<void> {
  try {
    if (count > 0) {
      channel.nackAll(true);
      const asking = await connection.createChannel();
      asking.on('error', () => undefined);
      for (let check = 0; check < 250 && (await asking.checkQueue(queue)).messageCount < count; check += 1) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await asking.close();
    }
    await channel.close();
  } catch {
    // The connection is lost: the broker puts everything back by itself.
  }
}

/** The id of a message; empty when it has none. */
export const idOf = ({ properties }: ConsumeMessage): string => String(properties.messageId ?? '');
