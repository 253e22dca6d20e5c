/** Values that a schema allows, and values that it does not. */
import fc from 'fast-check';
import type { Schema } from './document.js';
import { hostileStrings } from './hostile-strings.js';

/** Values that fit a schema as far as it says what fits; `known` are ids of things that exist. */
export function fitting(schema: Schema, known: readonly KnownId[]): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((choice) => fitting(choice, known)));
  const type = typeof schema.type === 'string' ? schema.type : schema.type?.[0];
  if (type === 'object') return fittingObject(schema, known);
  if (type === 'array') {
    const { minItems = 0, maxItems = 5 } = schema;
    return fc.array(fitting(schema.items ?? {}, known), {
      minLength: minItems,
      maxLength: Math.max(minItems, Math.min(maxItems, 5)),
    });
  }
  if (type === 'integer' || type === 'number') {
    const { minimum = -1_000, maximum = 1_000_000 } = schema;
    return fc.integer({ min: Math.max(minimum, -2_147_483_648), max: Math.min(maximum, 2_147_483_647) });
  }
  if (type === 'boolean') return fc.boolean();
  if (type === 'null') return fc.constant(null);
  if (type === 'string') return fittingText(schema, known);
  return fc.jsonValue({ maxDepth: 2 });
}

function fittingObject({ properties = {}, required = [] }: Schema, known: readonly KnownId[]): fc.Arbitrary<unknown> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, fitting(field, known)]));
  return fc.record(fields, { requiredKeys: Object.keys(fields).filter((name) => required.includes(name)) });
}

function fittingText(
  { format, pattern, minLength = 0, maxLength = 60 }: Schema,
  known: readonly KnownId[],
): fc.Arbitrary<string> {
  if (format === 'uuid') {
    const ids = known.map(({ id }) => id).filter(isUuid);
    return ids.length > 0 ? fc.oneof(fc.constantFrom(...ids), fc.uuid()) : fc.uuid();
  }
  if (format === 'email') return fc.emailAddress();
  if (format === 'uri') return fc.constantFrom('http://127.0.0.1:1/', 'https://example.com/');
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2099-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (pattern) {
    try {
      return fc.stringMatching(new RegExp(pattern), { size: 'small' });
    } catch {
      return fc.oneof(fc.constant('/findings'), fc.string()); // A pattern that looks around: those are of paths.
    }
  }
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 60)) });
}

const isUuid = (id: string): boolean => /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/.test(id);

/** An id of something that exists, and what it is. */
export interface KnownId {
  readonly id: string;
  readonly noun: string;
}

/** A parameter that is called after a noun: mostly an id of such a thing. */
export function naming(name: string, schema: Schema, known: readonly KnownId[]): fc.Arbitrary<unknown> {
  const own = known.filter(({ noun }) => `${noun}Id` === name).map(({ id }) => id);
  return own.length > 0 ? fc.oneof(fc.constantFrom(...own), fitting(schema, known)) : fitting(schema, known);
}

/** Values of any type at all. */
export const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, true, false, 0, -1, 1.5, 1e21, Number.MAX_SAFE_INTEGER, '', '0', [], {}, [[]], [null], {
    a: 1,
  }),
  fc.constantFrom(...hostileStrings),
  fc.jsonValue({ maxDepth: 3 }),
);

/** A body that fits but for one field, somewhere in it, that is anything. */
export function almostFitting(schema: Schema, known: readonly KnownId[]): fc.Arbitrary<unknown> {
  const names = Object.keys(schema.properties ?? {});
  if (names.length === 0) return anything;
  return fc
    .tuple(fitting(schema, known), fc.constantFrom(...names), anything)
    .map(([value, name, other]) => ({ ...(value as object), [name]: other })); // it has properties: it is an object
}
