/** Messages as bytes: written and read with the same schemas on both sides. */
import { Envelope, findEvent, type EventContract } from '@cspmexa/contracts';
import { z } from 'zod';

/**
 * Larger messages are refused on both sides: bigger things travel by reference. In bytes. Nearly all are below 2 kB; the largest of the
 * contracts is `scan.collected`, whose 2,000 references to snapshots of about 200 bytes each are 400 kB.
 */
export const maxMessageSize = 524_288;

/** A message that was read, or the reason why it can never be. */
export type Decoded = { readonly envelope: Envelope } | { readonly refused: string };

/** Writes a message. */
export const encode = (envelope: Envelope): Buffer => Buffer.from(JSON.stringify(envelope));

/** Throws when a message is larger than a message may be: for the publisher, who can still know. */
export function checkSize(envelope: Envelope): void {
  const { length } = encode(envelope);
  if (length <= maxMessageSize) return;
  throw new Error(`A ${envelope.type} message of ${length} bytes is too large: send a reference instead.`);
}

/** Why a message of that many bytes is refused; undefined when it is not. */
export const sizeProblem = (bytes: number): string | undefined =>
  bytes > maxMessageSize ? `too large: ${bytes} bytes` : undefined;

/** Reads a message: size, JSON, envelope, known event and version, payload. Never throws. */
export function decode(bytes: Buffer): Decoded {
  const tooLarge = sizeProblem(bytes.length);
  if (tooLarge) return { refused: tooLarge };
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { refused: 'not JSON' };
  }
  const envelope = Envelope.safeParse(json);
  if (!envelope.success) return { refused: `not an envelope: ${issuesOf(envelope.error)}` };
  const { type, version, data } = envelope.data;
  const event = findEvent(type, version);
  if (!event) return { refused: `unknown event ${type} version ${version}` };
  const payload = event.payload.safeParse(data);
  if (!payload.success) return { refused: `invalid ${type}: ${issuesOf(payload.error)}` };
  return { envelope: { ...envelope.data, data: payload.data } };
}

/** Whose message it is, also of one that cannot be handled; null when it does not say so. */
export function tenantOf(bytes: Buffer): string | null {
  if (sizeProblem(bytes.length)) return null;
  try {
    const { data } = HasTenant.safeParse(JSON.parse(bytes.toString('utf8')));
    return data?.tenantId ?? null;
  } catch {
    return null; // Not JSON.
  }
}

const HasTenant = z.object({ tenantId: z.uuid() });

/** Checks a payload before it is published. Throws when the publisher broke its own contract. */
export function checkPayload(event: EventContract, data: unknown): unknown {
  const payload = event.payload.safeParse(data);
  if (!payload.success) throw new Error(`The payload of ${event.name} is not valid: ${issuesOf(payload.error)}`);
  return payload.data;
}

const issuesOf = (error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] }): string =>
  error.issues
    .slice(0, 5)
    .map(({ path, message }) => `${path.map(String).join('.') || 'value'}: ${message}`)
    .join('; ');
