/** Streams into S3, which wants the length of a body before its first byte: in parts, of which two are in memory at most. */
import type { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  UploadPartCommand,
  type S3Client,
} from '@aws-sdk/client-s3';

/** Bytes of a part. S3 takes ten thousand parts of at least 5 MiB. */
const partBytes = 8 * 1_024 * 1_024;

interface Place {
  readonly Bucket: string;
  readonly Key: string;
}

/** How long one request with so many bytes may take. */
type Patience = (bytes: number) => { readonly requestTimeout: number };

/** Writes a stream as one object, which is there only once the stream has ended well. */
export async function uploadStream(client: S3Client, at: Place, body: Readable, patience: Patience): Promise<void> {
  const parts = partsOf(body);
  const first = (await parts.next()).value ?? Buffer.alloc(0);
  const second = await parts.next();
  if (second.done) {
    await client.send(new PutObjectCommand({ ...at, Body: first }), patience(first.length));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(at));
  try {
    const sent: { PartNumber: number; ETag: string | undefined }[] = [];
    const send = async (part: Buffer): Promise<void> => {
      const PartNumber = sent.length + 1;
      const command = new UploadPartCommand({ ...at, UploadId, PartNumber, Body: part });
      sent.push({ PartNumber, ETag: (await client.send(command, patience(part.length))).ETag });
    };
    await send(first);
    await send(second.value);
    for await (const part of parts) await send(part);
    await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts: sent } }));
  } catch (error) {
    // What stays of it costs money until the bucket's own rules end it; the first error is the one that tells.
    await client.send(new AbortMultipartUploadCommand({ ...at, UploadId })).catch(() => undefined);
    throw error;
  }
}

/** The stream in pieces of `partBytes`; the last one may be shorter. Nothing for an empty stream. */
async function* partsOf(body: Readable): AsyncGenerator<Buffer, undefined> {
  let chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length < partBytes) continue;
    const whole = Buffer.concat(chunks);
    let from = 0;
    for (; whole.length - from >= partBytes; from += partBytes) yield whole.subarray(from, from + partBytes);
    chunks = [whole.subarray(from)];
    length = whole.length - from;
  }
  if (length > 0) yield Buffer.concat(chunks);
}
