/** Looks into the queues of dead letters and sends them back. */
import type { ChannelModel, ConsumeMessage } from 'amqplib';
import {
  byTime,
  RedriveInterrupted,
  sumOf,
  type DeadLetter,
  type DeadLetterCount,
  type DeadLetterQuery,
  type DeadLetters,
} from '../carrier/dead-letters.js';
import type { ConfirmedMessage } from './confirm.js';
import { batch, idOf, throughLetters, type Letters } from './letters.js';
import { lockedBy } from './queue-lock.js';
import { header } from './rabbitmq-consumer.js';
import type { Names } from './topology.js';

export interface RabbitMqDeadLetterSettings {
  readonly names: Names;
  readonly consumers: readonly string[];
  /** The connection for consuming; throws CarrierUnavailable. */
  readonly connected: () => Promise<ChannelModel>;
  /** Resolves when the message is safe. */
  readonly publish: (message: ConfirmedMessage) => Promise<void>;
}

/**
 * Dead letters of the consumers of an installation. A queue can only be read by taking what is in it: so looks at the same queue wait for one
 * another, here and in other processes, and what a look does not move goes back when it ends.
 */
export function rabbitMqDeadLetters({ names, consumers, connected, publish }: RabbitMqDeadLetterSettings): DeadLetters {
  const named = ({ consumer }: DeadLetterQuery): readonly string[] =>
    consumer === undefined ? consumers : consumers.filter((name) => name === consumer);
  const look = async <T>(consumer: string, work: (letters: Letters) => Promise<T>): Promise<T> => {
    const connection = await connected();
    const queue = names.dead(consumer);
    return lockedBy(connection, queue, () => throughLetters(connection, queue, work));
  };
  return {
    async list({ limit = 100, ...query }) {
      const lists = await Promise.all(
        named(query).map((consumer) =>
          look(consumer, async (letters) => {
            const found: DeadLetter[] = [];
            for await (const { message, tenantId } of letters.matching(query)) {
              found.push(describe(consumer, tenantId, message));
              if (found.length >= limit) break;
            }
            return found;
          }),
        ),
      );
      return lists.flat().sort(byTime).slice(0, limit);
    },
    async count(query) {
      const counts = await Promise.all(
        named(query).map((consumer) =>
          look(consumer, async (letters) => {
            const found: DeadLetterCount[] = [];
            for await (const { tenantId } of letters.matching(query)) found.push({ consumer, tenantId, count: 1 });
            return sumOf(found);
          }),
        ),
      );
      return counts.flat();
    },
    async redrive(query) {
      const [consumer] = named(query);
      if (consumer === undefined) return [];
      return look(consumer, (letters) =>
        moveAll(letters, query, (message) => publish(copyOf(message, names.queue(consumer)))),
      );
    },
  };
}

/** @returns the ids of those that were moved. @throws RedriveInterrupted */
async function moveAll(
  letters: Letters,
  query: DeadLetterQuery,
  move: (message: ConsumeMessage) => Promise<void>,
): Promise<string[]> {
  const moved: string[] = [];
  const moveSome = async (messages: readonly ConsumeMessage[]): Promise<void> => {
    const results = await Promise.allSettled(messages.map(move));
    const safe = messages.filter((_, index) => results[index]?.status === 'fulfilled');
    letters.done(safe);
    moved.push(...safe.map(idOf));
    const failed = results.find((result) => result.status === 'rejected');
    if (failed) throw failed.reason;
  };
  try {
    let waiting: ConsumeMessage[] = [];
    for await (const { message } of letters.matching(query)) {
      waiting.push(message);
      if (waiting.length < batch) continue;
      await moveSome(waiting);
      waiting = [];
    }
    await moveSome(waiting);
    return moved;
  } catch (error) {
    throw moved.length > 0 ? new RedriveInterrupted(moved, error) : error;
  }
}

/** As it was published first: without its failures. */
function copyOf({ content, properties }: ConsumeMessage, queue: string): ConfirmedMessage {
  return {
    exchange: '',
    routingKey: queue,
    content,
    options: {
      messageId: String(properties.messageId ?? ''),
      mandatory: true,
      contentType: properties.contentType,
      timestamp: properties.timestamp,
      headers: { [header.type]: properties.headers?.[header.type] },
    },
  };
}

function describe(consumer: string, tenantId: string | null, message: ConsumeMessage): DeadLetter {
  const { properties, fields, content } = message;
  const headers = properties.headers ?? {};
  // A message that the broker gave up by itself carries its record instead of ours.
  const byBroker: unknown = headers['x-first-death-reason'];
  return {
    id: idOf(message),
    consumer,
    tenantId,
    type: String(headers[header.type] ?? properties.type ?? fields.routingKey),
    reason: String(headers[header.reason] ?? (byBroker ? `given up by the broker: ${String(byBroker)}` : 'unknown')),
    attempts: Number(headers[header.attempts] ?? 0),
    at: new Date(Number(headers[header.at] ?? deathTimeOf(headers) ?? 0)),
    body: content.subarray(0, 65_536).toString('utf8'),
  };
}

/** When the broker gave a message up by itself, in milliseconds since 1970. */
function deathTimeOf(headers: Readonly<Record<string, unknown>>): number | undefined {
  const deaths = headers['x-death'];
  const [latest]: unknown[] = Array.isArray(deaths) ? deaths : [];
  const time: unknown = (latest as { time?: { value?: unknown } } | undefined)?.time?.value; // As amqplib reads a timestamp: seconds.
  return typeof time === 'number' ? time * 1_000 : undefined;
}
