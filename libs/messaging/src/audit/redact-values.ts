/** What the audit trail may hold of a value: no secrets, nothing that PostgreSQL cannot keep, and not too much of it. */
import { redactText } from '@cspmexa/platform';

const hidden = '[redacted]';
const secretName =
  /pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|credential|private[-_]?key|api[-_]?key|access[-_]?key|otp|seed|recovery|external[-_]?id|verifier|nonce|sealed|codes?$/i;
/** Names that match above and hold nothing secret. */
const plainName = /^(tokenId|tokenName|tokenType|secretName|credentialKind|recoveryCodesLeft|statusCode|errorCode)$/i;

/** The most bytes of `before` and of `after` in a row, as JSON. */
export const maxValueBytes = 8_192;
const maxDepth = 16;

/** A text as PostgreSQL can keep it: without NUL and halves of characters, cut at `length` characters. Line ends and escapes are data and stay. */
export function storedText(text: string, length: number): string {
  const whole = text.replace(/\0|\p{Surrogate}/gu, '\ufffd');
  return whole.length <= length ? whole : `${whole.slice(0, length - 1).replace(/\p{Surrogate}$/u, '')}…`;
}

/**
 * A copy that the trail may hold: plain JSON, secrets hidden by the name of their field and by their look. What is larger than 8 kB becomes
 * `{ cutAt, bytes, text }` with the beginning of its JSON. Undefined becomes null.
 */
export function redactValues(value: unknown): unknown {
  const safe = copy(value, 0) ?? null;
  const text = JSON.stringify(safe);
  const bytes = Buffer.byteLength(text);
  if (bytes <= maxValueBytes) return safe;
  const start = Buffer.from(text).subarray(0, maxValueBytes).toString('utf8');
  return { cutAt: maxValueBytes, bytes, text: storedText(start, maxValueBytes).replace(/\ufffd$/, '') };
}

function copy(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return redactText(storedText(value, maxValueBytes));
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'boolean') return value;
  if (typeof value !== 'object' || value === null) return null;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (depth >= maxDepth) return '[cut]';
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Set || Array.isArray(value)) return Array.from(value, (item) => copy(item, depth + 1));
  const fields = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(
    fields.map(([name, item]) => [storedText(name, 200), isSecret(name, item) ? hidden : copy(item, depth + 1)]),
  );
}

const isSecret = (name: string, value: unknown): boolean =>
  value !== null && typeof value !== 'boolean' && secretName.test(name) && !plainName.test(name);
