/** How long a list of a request may be. */
import { z } from 'zod';

/** Unless a schema asks for more. */
const usual = 1_000;

const known = new WeakMap<z.ZodType, number>();

/** The most items that any list in a part of a request may have: 1,000, or what its schema says itself when that is more. */
export function longestList(schema: z.ZodType | undefined): number {
  if (!schema) return usual;
  const found = known.get(schema) ?? longest(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }));
  known.set(schema, found);
  return found;
}

/** The greatest `maxItems` in a JSON schema. */
function longest(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return usual;
  const own: unknown = Reflect.get(schema, 'maxItems');
  return Math.max(usual, typeof own === 'number' ? own : 0, ...Object.values(schema).map(longest));
}
