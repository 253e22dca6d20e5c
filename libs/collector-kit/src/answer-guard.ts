/**
 * Refuses answers that the SDK would take for empty ones. Its XML reader accepts a truncated body, an HTML page or
 * nothing at all, and returns an object without members; for S3 that reads as "versioning was never enabled". The guard
 * looks at the body before the SDK does.
 */
import type { Pluggable } from '@smithy/types';
import { MalformedAnswer } from './malformed-answer.js';

const rootNames: Readonly<Record<string, readonly string[]>> = {
  ListBucketsCommand: ['ListAllMyBucketsResult'],
  GetBucketLocationCommand: ['LocationConstraint'],
  GetBucketAclCommand: ['AccessControlPolicy'],
  GetBucketPolicyStatusCommand: ['PolicyStatus'],
  GetPublicAccessBlockCommand: ['PublicAccessBlockConfiguration'],
  GetBucketEncryptionCommand: ['ServerSideEncryptionConfiguration'],
  GetBucketVersioningCommand: ['VersioningConfiguration'],
  GetBucketLoggingCommand: ['BucketLoggingStatus'],
  GetBucketLifecycleConfigurationCommand: ['LifecycleConfiguration'],
  GetBucketOwnershipControlsCommand: ['OwnershipControls'],
  GetBucketWebsiteCommand: ['WebsiteConfiguration'],
  GetBucketReplicationCommand: ['ReplicationConfiguration'],
  GetObjectLockConfigurationCommand: ['ObjectLockConfiguration'],
  GetBucketTaggingCommand: ['Tagging'],
  GetBucketNotificationConfigurationCommand: ['NotificationConfiguration'],
  ListAccessPointsCommand: ['ListAccessPointsResult'],
  GetAccessPointCommand: ['GetAccessPointResult'],
  ListMultiRegionAccessPointsCommand: ['ListMultiRegionAccessPointsResult'],
};

interface HttpAnswer {
  readonly statusCode: number;
  body: unknown;
}
const isHttpAnswer = (value: unknown): value is HttpAnswer =>
  typeof value === 'object' && value !== null && 'statusCode' in value && 'body' in value;

/**
 * A plugin for any SDK client, whatever its inputs and outputs. `bodyTimeoutMs` bounds how long a body may take once
 * its headers are in; `maxBytes` how large it may be.
 */
export const answerGuard = ({
  bodyTimeoutMs,
  maxBytes,
}: {
  bodyTimeoutMs: number;
  maxBytes: number;
}): Pluggable<any, any> => ({
  applyToStack: (stack) => {
    stack.add(
      (next, context) => async (args) => {
        const result = await next(args);
        if (!isHttpAnswer(result.response)) return result;
        const { response } = result;
        const body = await collect(response.body, bodyTimeoutMs, maxBytes);
        // The deserializers read a Uint8Array as well as a stream.
        response.body = body;
        if (response.statusCode >= 200 && response.statusCode < 300) check(String(context.commandName ?? ''), body);
        return result;
      },
      { step: 'deserialize', priority: 'low', name: 'answerGuard' },
    );
  },
});

async function collect(body: unknown, timeoutMs: number, maxBytes: number): Promise<Uint8Array> {
  if (body instanceof Uint8Array || typeof body === 'string') {
    const bytes = typeof body === 'string' ? Buffer.from(body) : body;
    if (bytes.byteLength > maxBytes) throw tooLarge(maxBytes);
    return bytes;
  }
  if (!isReadable(body)) return new Uint8Array();
  const chunks: Buffer[] = [];
  let size = 0;
  const timer = setTimeout(
    () => body.destroy(Object.assign(new Error('The body did not end in time.'), { name: 'TimeoutError' })),
    timeoutMs,
  );
  try {
    for await (const chunk of body) {
      const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array); // a byte stream yields bytes
      size += bytes.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      chunks.push(bytes);
    }
  } finally {
    clearTimeout(timer);
  }
  return Buffer.concat(chunks, size);
}

const tooLarge = (maxBytes: number): MalformedAnswer =>
  new MalformedAnswer(`The body is larger than ${maxBytes} bytes.`);

interface ReadableLike extends AsyncIterable<unknown> {
  destroy(error?: Error): void;
}
const isReadable = (body: unknown): body is ReadableLike =>
  typeof body === 'object' && body !== null && Symbol.asyncIterator in body && 'destroy' in body;

const rootPattern = /^(?:<\?xml[^>]*\?>)?\s*(?:<!--[\s\S]*?-->\s*)*<([A-Za-z_][\w.:-]*)/;

function check(command: string, body: Uint8Array): void {
  if (command === 'HeadBucketCommand' || command === 'SendEmailCommand') return;
  const head = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 1_024))
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (head === '') throw new MalformedAnswer('The answer has no body.');
  if (head.startsWith('{') || head.startsWith('[')) return; // JSON is parsed strictly by the SDK
  const root = rootPattern.exec(head)?.[1];
  const operation = command.replace(/Command$/, '');
  // S3 names its documents after what they hold; servers that imitate it often after the operation.
  const expected = [
    ...(rootNames[command] ?? []),
    ...['Response', 'Result', 'Output'].flatMap((end) => [
      `${operation}${end}`,
      `${operation.replace(/Configuration$/, '')}${end}`,
    ]),
  ];
  if (root === undefined || !expected.includes(root.replace(/^.*:/, '')))
    throw new MalformedAnswer(
      `The answer is not a ${expected[0] ?? operation}, it begins with ${JSON.stringify(head.slice(0, 60))}.`,
    );
  const tail = Buffer.from(
    body.buffer,
    body.byteOffset + Math.max(0, body.byteLength - 256),
    Math.min(body.byteLength, 256),
  )
    .toString('utf8')
    .trimEnd();
  const whole =
    tail.endsWith(`</${root}>`) || (body.byteLength <= 1_024 && new RegExp(`<${root}(\\s[^<>]*)?/>$`).test(tail));
  if (!whole) throw new MalformedAnswer(`The answer stops before its end.`);
}
