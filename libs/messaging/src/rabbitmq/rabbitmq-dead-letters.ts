/** Looks into the queues of dead letters and sends them back. */
import type { Channel, ConfirmChannel, GetMessage, RecoveringChannelModel } from 'amqplib';
import type { DeadLetter, DeadLetters } from '../carrier/dead-letters.js';
import { ConfirmedPublisher } from './confirm.js';
import { header } from './rabbitmq-consumer.js';
import type { Names } from './topology.js';

/** Dead letters of the consumers on this connection. */
export function rabbitMqDeadLetters(names: Names, connected: () => Promise<RecoveringChannelModel>): DeadLetters {
  return {
    async list({ consumer, limit = 100 }) {
      const channel = await (await connected()).createChannel();
      const found: DeadLetter[] = [];
      try {
        for await (const message of take(channel, names.dead(consumer))) {
          found.push(describe(consumer, message));
          if (found.length >= limit) break;
        }
        return found;
      } finally {
        await channel.close(); // Puts back what was not acknowledged.
        await putBack(await connected(), names.dead(consumer), found.length);
      }
    },
    async redrive({ consumer, ids }) {
      const channel: ConfirmChannel = await (await connected()).createConfirmChannel();
      const publisher = new ConfirmedPublisher(channel);
      const wanted = ids && new Set(ids);
      let moved = 0;
      let left = 0;
      try {
        for await (const message of take(channel, names.dead(consumer))) {
          if (wanted && !wanted.has(String(message.properties.messageId))) {
            left += 1;
            continue;
          }
          await publisher.publish({
            exchange: '',
            routingKey: names.queue(consumer),
            content: message.content,
            options: {
              messageId: String(message.properties.messageId),
              mandatory: true,
              headers: { [header.type]: message.properties.headers?.[header.type] },
            },
          });
          channel.ack(message);
          moved += 1;
          if (wanted && moved >= wanted.size) break;
        }
        return moved;
      } finally {
        await publisher.close();
        await putBack(await connected(), names.dead(consumer), left);
      }
    },
  };
}

/** Waits, for a second at most, until the broker has put back what a closed channel held: so that whoever asks next sees it. */
async function putBack(connection: RecoveringChannelModel, queue: string, count: number): Promise<void> {
  const channel = await connection.createChannel();
  for (let look = 0; look < 50 && (await channel.checkQueue(queue)).messageCount < count; look += 1) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await channel.close();
}

/** The messages of a queue as it is now: not those that come meanwhile. */
async function* take(channel: Channel, queue: string): AsyncGenerator<GetMessage> {
  const { messageCount } = await channel.checkQueue(queue);
  for (let count = 0; count < messageCount; count += 1) {
    const message = await channel.get(queue);
    if (!message) return;
    yield message;
  }
}

function describe(consumer: string, { properties, fields, content }: GetMessage): DeadLetter {
  const headers = properties.headers ?? {};
  // A message that the broker gave up by itself carries its record instead of ours.
  const byBroker: unknown = headers['x-first-death-reason'];
  return {
    id: String(properties.messageId ?? ''),
    consumer,
    type: String(headers[header.type] ?? properties.type ?? fields.routingKey),
    reason: String(headers[header.reason] ?? (byBroker ? `given up by the broker: ${String(byBroker)}` : 'unknown')),
    attempts: Number(headers[header.attempts] ?? 0),
    at: new Date(Number(headers[header.at] ?? 0)),
    body: content.subarray(0, 65_536).toString('utf8'),
  };
}
