/** Reads request bodies whole before a service is asked: one that refuses early, or a client that is slow, then holds up nobody. */
import { AppError } from '@cspmexa/platform';
import type { Request } from 'express';

/** Services have limits of their own below this one, in bytes. */
const limit = 1_048_576;
/** Up to here a body that is too large is read to its end, so that its sender hears why it was refused instead of a broken connection. */
const patience = 16 * limit;

/** The body, or undefined when there is none. @throws too-large */
export async function readBody(request: Request): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk as Uint8Array); // a request without encoding gives bytes
    size += bytes.length;
    if (size <= limit) chunks.push(bytes);
    if (size > patience) break;
  }
  if (size > limit) throw new AppError('too-large');
  return Buffer.concat(chunks);
}
