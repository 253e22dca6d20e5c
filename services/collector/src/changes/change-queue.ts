/**
 * Takes change events from SQS, for as long as the service lives. A message is deleted once what it tells is in the database; one
 * that cannot be read never can be, and is deleted too. Whatever is away is waited for, and nothing else waits with it.
 */
import {
  DeleteMessageBatchCommand,
  ReceiveMessageCommand,
  SQSClient,
  type Message,
  type SQSClientConfig,
} from '@aws-sdk/client-sqs';
import type { Logger, Metrics } from '@cspmexa/platform';
import { setTimeout as wait } from 'node:timers/promises';
import { readMessage } from './change-event.js';
import type { ChangeStore } from './change.store.js';
import { resourcesNamedBy } from './named-resources.js';

export interface ChangeQueueOptions {
  readonly sqs: SQSClient;
  readonly queueUrl: string;
  readonly changes: Pick<ChangeStore, 'note'>;
  /** Throws while the database is away: what is taken then would only come back, and too often is once too many. */
  readonly checkDatabase: () => Promise<void>;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** The shortest and the longest pause while something is away, in milliseconds. */
  readonly pauses?: { readonly shortest: number; readonly longest: number };
}

/** How long SQS waits for a message, in seconds, and how many it gives at once: its most. */
const pollSeconds = 20;
const batch = 10;

export class ChangeQueue {
  private readonly stopping = new AbortController();
  private readonly events;
  private running: Promise<void> | undefined;
  private failures = 0;

  constructor(private readonly options: ChangeQueueOptions) {
    this.events = options.metrics.counter(
      'collector_change_events_total',
      'Messages of the change queue, by what they were.',
      ['outcome'],
    );
  }

  start(): void {
    this.running ??= this.run();
  }

  /** Ends the poll; what was received is noted and deleted first. */
  async stop(): Promise<void> {
    this.stopping.abort();
    await this.running;
    this.options.sqs.destroy();
  }

  private async run(): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      try {
        await this.turn(signal);
        this.failures = 0;
      } catch (error) {
        if (signal.aborted) return;
        this.failures += 1;
        this.options.logger.warn({ error }, 'change events could not be taken, and will be later');
        await wait(this.pause(), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  private pause(): number {
    const { shortest, longest } = this.options.pauses ?? { shortest: 1_000, longest: 60_000 };
    return Math.min(shortest * 2 ** (this.failures - 1), longest) * (0.5 + Math.random() / 2);
  }

  private async turn(signal: AbortSignal): Promise<void> {
    const { sqs, queueUrl, checkDatabase } = this.options;
    await checkDatabase();
    const { Messages: messages = [] } = await sqs.send(
      new ReceiveMessageCommand({
        QueueUrl: queueUrl,
        MaxNumberOfMessages: batch,
        WaitTimeSeconds: pollSeconds,
      }),
      // A connection that hangs is not waited for.
      { abortSignal: AbortSignal.any([signal, AbortSignal.timeout((pollSeconds + 10) * 1_000)]) },
    );
    if (messages.length === 0) return;
    const seen = await Promise.allSettled(messages.map((message) => this.see(message)));
    const done = messages.filter((_, at) => seen[at]?.status === 'fulfilled');
    await this.delete(done);
    const failed = seen.find((each) => each.status === 'rejected');
    if (!failed) return;
    this.events.inc({ outcome: 'failed' }, messages.length - done.length);
    throw failed.reason;
  }

  /** Notes what a message tells. @throws when it should come again */
  private async see({ MessageId: messageId, Body: body = '' }: Message): Promise<void> {
    const read = readMessage(body);
    if ('broken' in read) {
      this.events.inc({ outcome: 'broken' });
      this.options.logger.warn({ messageId, reason: read.broken }, 'a message of the change queue cannot be read');
      return;
    }
    const named = 'change' in read ? resourcesNamedBy(read.change) : undefined;
    if (!('change' in read) || !named) {
      this.events.inc({ outcome: 'ignored' in read ? read.ignored : 'other' });
      return;
    }
    this.events.inc({ outcome: await this.options.changes.note(read.change, named) });
  }

  private async delete(messages: readonly Message[]): Promise<void> {
    if (messages.length === 0) return;
    const { Failed: failed = [] } = await this.options.sqs.send(
      new DeleteMessageBatchCommand({
        QueueUrl: this.options.queueUrl,
        Entries: messages.map(({ ReceiptHandle }, at) => ({ Id: String(at), ReceiptHandle })),
      }),
    );
    // They come again, and are known then.
    if (failed.length > 0) this.options.logger.warn({ failed }, 'messages of the change queue could not be deleted');
  }
}

/** What SQS is asked with. */
export type QueueCredentials = NonNullable<SQSClientConfig['credentials']>;

/** A client for the queue at a URL, in the region that it names; `endpoint` is that of an emulator. */
export function sqsClient(
  queueUrl: string,
  {
    endpoint,
    region,
    credentials,
  }: { endpoint?: string | undefined; region?: string | undefined; credentials?: QueueCredentials | undefined },
): SQSClient {
  return new SQSClient({
    region: regionOfQueue(queueUrl) ?? region ?? 'us-east-1',
    ...(endpoint === undefined ? {} : { endpoint, useQueueUrlAsEndpoint: false }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}

/** https://sqs.sa-east-1.amazonaws.com/…, and the older https://sa-east-1.queue.amazonaws.com/… */
export const regionOfQueue = (queueUrl: string): string | undefined =>
  /^(?:sqs(?:-fips)?\.)?([a-z]{2,}(?:-[a-z]+)+-\d{1,2})\./.exec(new URL(queueUrl).hostname)?.[1];
