/**
 * Reads the operation schemas that the AWS SDK clients export. They are compiled from AWS's own Smithy models, so
 * the names and places on the wire are those of AWS itself; the sandbox uses them in the opposite direction.
 */

/** Marks that a schema or one of its members carries: XML names, HTTP bindings, … */
export interface Traits {
  xmlName?: string;
  ec2QueryName?: string;
  xmlFlattened?: number;
  xmlAttribute?: number;
  xmlNamespace?: readonly string[];
  httpLabel?: number;
  httpPayload?: number;
  httpHeader?: string;
  httpQuery?: string;
  httpQueryParams?: number;
  httpPrefixHeaders?: string;
  httpResponseCode?: number;
  hostLabel?: number;
  jsonName?: string;
  http?: readonly [method: string, uri: string, status: number];
}

/** How an instant is written: RFC 3339, RFC 9110 or seconds since 1970. */
export type TimestampFormat = 'date-time' | 'http-date' | 'epoch-seconds';

/** One member of a structure, with the traits of the member apart from those of its target. */
export interface Member {
  name: string;
  traits: Traits;
  shape: Shape;
}

/** A schema, resolved one level deep; the levels below are resolved when they are asked for. */
export type Shape =
  | { kind: 'string' | 'number' | 'boolean' | 'blob' | 'document' | 'unit'; traits: Traits }
  | { kind: 'timestamp'; format: TimestampFormat | undefined; traits: Traits }
  | { kind: 'list'; traits: Traits; member: () => Member }
  | { kind: 'map'; traits: Traits; key: () => Member; value: () => Member }
  | { kind: 'struct'; traits: Traits; name: string; members: () => readonly Member[] };

/** A structure's shape. */
export type StructShape = Extract<Shape, { kind: 'struct' }>;

/** An operation: its name, its HTTP binding where the protocol is REST, and the shapes of its input and output. */
export interface Operation {
  name: string;
  traits: Traits;
  input: Shape;
  output: Shape;
}

const TRAIT_BITS = ['httpLabel', '', '', '', 'httpPayload', 'httpResponseCode', 'httpQueryParams'] as const;
const LIST_OF = 64;
const MAP_OF = 128;

function traitsOf(raw: unknown): Traits {
  if (typeof raw === 'object' && raw !== null) return raw;
  const bits = typeof raw === 'number' ? raw : 0;
  const traits: Record<string, number> = {};
  TRAIT_BITS.forEach((name, bit) => {
    if (name !== '' && ((bits >> bit) & 1) === 1) traits[name] = 1;
  });
  return traits;
}

const TIMESTAMP_FORMATS: Record<number, TimestampFormat | undefined> = {
  5: 'date-time',
  6: 'http-date',
  7: 'epoch-seconds',
};

function simpleShape(code: number, traits: Traits): Shape {
  if (code >= MAP_OF) {
    return { kind: 'map', traits, key: () => memberOf('key', 0), value: () => memberOf('value', code - MAP_OF) };
  }
  if (code >= LIST_OF) return { kind: 'list', traits, member: () => memberOf('member', code - LIST_OF) };
  if (code >= 4 && code <= 7) return { kind: 'timestamp', format: TIMESTAMP_FORMATS[code], traits };
  if (code === 0) return { kind: 'string', traits };
  if (code === 2) return { kind: 'boolean', traits };
  if (code === 21 || code === 42) return { kind: 'blob', traits };
  if (code === 15) return { kind: 'document', traits };
  return { kind: 'number', traits };
}

const resolved = new WeakMap<readonly unknown[], Shape>();

/** Resolves a schema in any of the forms that the SDK uses: a number, an array, a function that returns one. */
export function shapeOf(ref: unknown): Shape {
  if (typeof ref === 'function') return shapeOf((ref as () => unknown)()); // the SDK writes references as thunks
  if (typeof ref === 'number') return simpleShape(ref, {});
  if (!Array.isArray(ref)) return { kind: 'unit', traits: {} };
  const schema: readonly unknown[] = ref;
  if (schema.length === 2) return shapeOf(schema[0]);
  const known = resolved.get(schema);
  if (known !== undefined) return known;
  const shape = staticShape(schema);
  resolved.set(schema, shape);
  return shape;
}

function staticShape(schema: readonly unknown[]): Shape {
  const [kind, , name, rawTraits, first, second] = schema;
  const traits = traitsOf(rawTraits);
  if (kind === 0) return typeof first === 'number' ? simpleShape(first, traits) : shapeOf(first);
  if (kind === 1) return { kind: 'list', traits, member: once(() => memberOf('member', first)) };
  if (kind === 2) {
    return {
      kind: 'map',
      traits,
      key: once(() => memberOf('key', first)),
      value: once(() => memberOf('value', second)),
    };
  }
  const names = Array.isArray(first) ? first : [];
  const refs = Array.isArray(second) ? second : [];
  const members = once(() => names.map((member, index) => memberOf(String(member), refs[index])));
  return { kind: 'struct', traits, name: String(name), members };
}

function memberOf(name: string, ref: unknown): Member {
  const target = typeof ref === 'function' ? (ref as () => unknown)() : ref; // the SDK writes references as thunks
  if (Array.isArray(target) && target.length === 2) {
    return { name, traits: traitsOf(target[1]), shape: shapeOf(target[0]) };
  }
  return { name, traits: {}, shape: shapeOf(target) };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}

/** Every operation that a client module exports, by name. */
export function operationsOf(client: Readonly<Record<string, unknown>>): Map<string, Operation> {
  const operations = new Map<string, Operation>();
  for (const value of Object.values(client)) {
    if (!Array.isArray(value) || value[0] !== 9) continue;
    const [, , name, traits, input, output]: readonly unknown[] = value;
    const operation = { name: String(name), traits: traitsOf(traits), input: shapeOf(input), output: shapeOf(output) };
    operations.set(operation.name, operation);
  }
  return operations;
}

/** The members of a structure; none for an operation without input or output. */
export function membersOf(shape: Shape): readonly Member[] {
  return shape.kind === 'struct' ? shape.members() : [];
}
