/** Messages as bytes: written and read with the same schemas on both sides. */
import { Envelope, findEvent, type EventContract } from '@cspmexa/contracts';

/** Larger messages are refused on both sides: bigger things travel by reference. In bytes. */
export const maxMessageSize = 524_288;

/** A message that was read, or the reason why it can never be. */
export type Decoded = { readonly envelope: Envelope } | { readonly refused: string };

/** Writes a message. Throws when it is larger than a message may be. */
export function encode(envelope: Envelope): Buffer {
  const bytes = Buffer.from(JSON.stringify(envelope));
  if (bytes.length > maxMessageSize) {
    throw new Error(`A ${envelope.type} message of ${bytes.length} bytes is too large: send a reference instead.`);
  }
  return bytes;
}

/** Reads a message: size, JSON, envelope, known event and version, payload. Never throws. */
export function decode(bytes: Buffer): Decoded {
  if (bytes.length > maxMessageSize) return { refused: `too large: ${bytes.length} bytes` };
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
