/** Objects in an S3 bucket, or in anything that speaks S3. */
import { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  paginateListObjectsV2,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { AppError } from '../errors/app-error.js';
import { checkKey, type ObjectStore } from './object-store.js';
import { uploadStream } from './s3-upload.js';
import { withFailures } from './store-failures.js';

export interface S3ObjectStoreOptions {
  readonly bucket: string;
  /** Put before every key, for example `snapshots/`. */
  readonly prefix?: string;
  readonly region?: string;
  /** Of a server other than AWS, for example http://minio:9000. */
  readonly endpoint?: string;
  /** `https://host/bucket/key` instead of `https://bucket.host/key`; most other servers need it. */
  readonly forcePathStyle?: boolean;
  readonly credentials?: NonNullable<S3ClientConfig['credentials']>;
  /** How long the server may be silent in the middle of something, in milliseconds; 20,000 unless it says otherwise. */
  readonly silenceMs?: number;
}

/** Bytes in a millisecond: who is slower than 1 MB/s is taken for stuck. */
const slowestUpload = 1_000;

/** A store in a bucket, with the usual AWS credentials unless others are given. Buffers are sent whole, streams in parts. */
export function s3ObjectStore({
  bucket,
  prefix = '',
  region,
  endpoint,
  forcePathStyle,
  credentials,
  silenceMs = 20_000,
}: S3ObjectStoreOptions): ObjectStore {
  const client = new S3Client({
    ...(region ? { region } : {}),
    ...(endpoint ? { endpoint } : {}),
    ...(credentials ? { credentials } : {}),
    forcePathStyle: forcePathStyle ?? endpoint !== undefined,
    retryMode: 'standard',
    // Without these a server that says nothing is waited for without end. They end with the head of the answer.
    requestHandler: { connectionTimeout: 3_000, requestTimeout: silenceMs, throwOnRequestTimeout: true },
    // Servers other than AWS do not all know the newer default checksums.
    ...(endpoint ? { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' } : {}),
  });
  const at = (key: string) => ({ Bucket: bucket, Key: prefix + checkKey(key) });
  const head = (key: string) =>
    client.send(new HeadObjectCommand(at(key))).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
  return withFailures(
    {
      async put(key, body) {
        const patience = (bytes: number) => ({ requestTimeout: silenceMs + bytes / slowestUpload });
        if (Buffer.isBuffer(body))
          await client.send(new PutObjectCommand({ ...at(key), Body: body }), patience(body.length));
        else await uploadStream(client, at(key), body, patience);
      },
      async get(key) {
        const { Body } = await client.send(new GetObjectCommand(at(key))).catch((error: unknown) => {
          throw isMissing(error) ? new AppError('not-found', { cause: error }) : error;
        });
        if (!(Body instanceof Readable)) throw new Error('S3 answered without a body.');
        return Body;
      },
      async has(key) {
        return (await head(key)) !== null;
      },
      async size(key) {
        return (await head(key))?.ContentLength ?? null;
      },
      async *list(keyPrefix) {
        for await (const page of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix + keyPrefix })) {
          for (const { Key } of page.Contents ?? []) if (Key) yield Key.slice(prefix.length);
        }
      },
      async delete(key) {
        await client.send(new DeleteObjectCommand(at(key)));
      },
      async check() {
        await client.send(new HeadBucketCommand({ Bucket: bucket }));
      },
    },
    silenceMs,
  );
}

const isMissing = (error: unknown): boolean =>
  error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.$metadata.httpStatusCode === 404);
