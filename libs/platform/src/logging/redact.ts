/** Takes secrets out of what is about to be logged: by the name of the field, and by the look of the value. */

const hidden = '[redacted]';
const secretName =
  /pass(word|wd|phrase)|secret|token|authori[sz]ation|cookie|credential|private[-_]?key|api[-_]?key|access[-_]?key|session[-_]?key|otp|^seed$|external[-_]?id/i;
/** Names that match above and hold nothing secret. */
const plainName = /^(tokenId|tokenType|token_type|secretName|credentialKind|hasToken)$/;

/** Each reads a text in a time that grows with it alone, because callers write some of what is logged: what may come again stops where it does, or is short. */
const secretLooks: readonly [RegExp, string][] = [
  [/\beyJ(?:(?!-eyJ)[\w-]){8,}\.[\w-]+\.[\w-]*/g, hidden], // a JWT
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  [/\b(A3T[A-Z0-9]|AKIA|ASIA)[A-Z0-9]{16}\b/g, hidden], // an AWS access key id
  [/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s:/@]*):[^\s@/]+@/gi, `$1:${hidden}@`], // a URL with a password
  [/([?&](?:code|state|token|access_token|id_token|client_secret|X-Amz-[\w-]+)=)[^&\s"']+/gi, `$1${hidden}`],
];

const maxDepth = 8;
const maxLength = 16_384;

/** Hides what looks like a secret inside a text. */
export const redactText = (text: string): string =>
  secretLooks.reduce((safe, [look, replacement]) => safe.replace(look, replacement), text.slice(0, maxLength));

/** A copy of a value that is safe to log. Errors become {type, message, code, stack, cause}; cycles and great depth are cut. */
export function redact(value: unknown, depth = 0, path: readonly object[] = []): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return value;
  if (depth >= maxDepth || path.includes(value)) return '[cut]';
  const inside = [...path, value];
  if (value instanceof Error) return redactError(value, depth, inside);
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1, inside));
  if (Buffer.isBuffer(value)) return `[${value.length} bytes]`;
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) && !plainName.test(name) && item !== null && item !== undefined
        ? hidden
        : redact(item, depth + 1, inside),
    ]),
  );
}

function redactError(error: Error, depth: number, path: readonly object[]): Record<string, unknown> {
  const { name, message, stack, cause } = error;
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {};
  return {
    type: name,
    // Some libraries make errors without a message.
    message: redactText(String(message ?? '')),
    ...code,
    ...(stack ? { stack: redactText(stack) } : {}),
    ...(cause === undefined ? {} : { cause: redact(cause, depth + 1, path) }),
  };
}
