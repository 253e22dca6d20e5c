/** Exchanges and queues. The same on RabbitMQ 3.10 and 4: what the versions decide differently is said explicitly. */
import type { Channel } from 'amqplib';
import type { Subscriptions } from '../subscriptions.js';

/** The names of one installation's exchanges and queues on a broker. */
export class Names {
  /** The topic exchange of all events; routing keys are event names. */
  readonly events: string;
  /** Where queues send what they give up; routing keys are queue names. */
  readonly deadExchange: string;

  constructor(private readonly namespace: string) {
    this.events = `${namespace}.events`;
    this.deadExchange = `${namespace}.dlx`;
  }

  queue(consumer: string): string {
    return `${this.namespace}.${consumer}`;
  }

  dead(consumer: string): string {
    return `${this.queue(consumer)}.dead`;
  }

  retry(consumer: string, delayMs: number): string {
    return `${this.queue(consumer)}.retry.${delayMs}`;
  }
}

const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' };
/** Redeliveries without an answer from us (crashes) before the broker gives a message up. */
const crashLimit = 20;

/** Declares everything that is durable. Repeating it changes nothing. */
export async function declareTopology(
  channel: Channel,
  names: Names,
  subscriptions: Subscriptions,
  ladder: readonly number[],
): Promise<void> {
  await channel.assertExchange(names.events, 'topic', { durable: true });
  await channel.assertExchange(names.deadExchange, 'direct', { durable: true });
  for (const [consumer, patterns] of Object.entries(subscriptions)) {
    await declareConsumer(channel, names, consumer, patterns, ladder);
  }
}

/** Removes everything that declareTopology made, with the messages in it. */
export async function deleteTopology(
  channel: Channel,
  names: Names,
  subscriptions: Subscriptions,
  ladder: readonly number[],
): Promise<void> {
  for (const consumer of Object.keys(subscriptions)) {
    const retries = [...new Set(ladder)].map((delay) => names.retry(consumer, delay));
    for (const queue of [names.queue(consumer), names.dead(consumer), ...retries]) await channel.deleteQueue(queue);
  }
  await channel.deleteExchange(names.events);
  await channel.deleteExchange(names.deadExchange);
}

async function declareConsumer(
  channel: Channel,
  names: Names,
  consumer: string,
  patterns: readonly string[],
  ladder: readonly number[],
): Promise<void> {
  const queue = names.queue(consumer);
  const declare = (name: string, more: Record<string, unknown>) =>
    channel.assertQueue(name, { durable: true, arguments: { ...quorum, ...more } });
  // Looking at dead letters returns them to their queue: that must never count as too often.
  await declare(names.dead(consumer), { 'x-delivery-limit': 1_000_000 });
  await channel.bindQueue(names.dead(consumer), names.deadExchange, queue);
  await declare(queue, {
    'x-delivery-limit': crashLimit,
    'x-dead-letter-exchange': names.deadExchange,
    'x-dead-letter-routing-key': queue,
    'x-dead-letter-strategy': 'at-least-once',
  });
  for (const pattern of patterns) await channel.bindQueue(queue, names.events, pattern);
  for (const delay of new Set(ladder)) {
    await declare(names.retry(consumer, delay), {
      'x-message-ttl': delay,
      'x-dead-letter-exchange': '',
      'x-dead-letter-routing-key': queue,
      'x-dead-letter-strategy': 'at-least-once',
    });
  }
}
