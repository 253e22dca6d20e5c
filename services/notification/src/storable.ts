/** What PostgreSQL can keep: no NUL, and no half of a character. */

/** A copy of a value in which every text can be stored. Objects are plain ones. */
export function storable<T>(value: T): T;
export function storable(value: unknown): unknown {
  if (typeof value === 'string') return value.replace(/\0|\p{Surrogate}/gu, '\ufffd');
  if (Array.isArray(value)) return value.map((item) => storable(item as unknown));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, storable(item as unknown)]));
}
