/** What clouds put into names and documents, made fit for PostgreSQL and for a history that is kept for years. */

/** PostgreSQL stores neither NUL nor half of a surrogate pair. */
const unstorable = /[\u0000\p{Surrogate}]/gu;

/** The text with what cannot be stored replaced by U+FFFD. */
export const storableText = (text: string): string => text.replace(unstorable, '\uFFFD');

/** A plain JSON value whose every text can be stored. `undefined` becomes null. */
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return storableText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return value.toJSON();
  if (value instanceof Set) return [...value].map(storable);
  if (value instanceof Map) return storable([...value]);
  if (Array.isArray(value)) return value.map(storable);
  if (typeof value !== 'object') return null;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([name, inner]) => [storableText(name), storable(inner)]),
  );
}

/** Longest JSON text of one value in the evidence. */
const longestValue = 16_384;

/** The value, or its beginning and length when it is too long to be kept with every change. */
export function bounded(value: unknown): unknown {
  const text = JSON.stringify(value) ?? '';
  return text.length <= longestValue
    ? value
    : { cut: true, characters: text.length, start: storableText(text.slice(0, 2_000)) };
}
