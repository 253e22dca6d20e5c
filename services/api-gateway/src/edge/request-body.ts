/** Reads request bodies whole before a service is asked: one that refuses early, or a client that is slow, then holds up nobody. */
import { AppError } from '@cspmexa/platform';
import type { Request } from 'express';

/** Services have limits of their own below this one, in bytes. */
const limit = 1_048_576;
/** Up to here a body that is too large is read to its end before it is refused: some senders listen only then. */
const patience = 16 * limit;
/** What comes after the refusal is thrown away up to here; then the connection is cut. */
const mostThrownAway = 64 * limit;

/** The body, or undefined when there is none. @throws too-large, and malformed-json when its sender went away */
export async function readBody(request: Request): Promise<Buffer | undefined> {
  const { 'content-length': length, 'transfer-encoding': encoding } = request.headers;
  if (encoding === undefined && Number(length ?? 0) === 0) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes = Buffer.from(chunk as Uint8Array); // a request without encoding gives bytes
      size += bytes.length;
      if (size <= limit) chunks.push(bytes);
      else chunks.length = 0;
      if (size > patience) break;
    }
  } catch (cause) {
    throw new AppError('malformed-json', { detail: 'The body broke off.', cause });
  }
  if (size > patience) throwAwayRest(request);
  if (size > limit) throw new AppError('too-large');
  return Buffer.concat(chunks);
}

/** Nothing of it is kept; the server's time for a request ends it, too. */
function throwAwayRest(request: Request): void {
  let size = 0;
  request.on('error', () => undefined); // It has its answer.
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostThrownAway) request.socket.destroy();
  });
}
