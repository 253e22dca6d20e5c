/** Requests of an operation: good ones, and ones that are wrong in one way or another. */
import fc from 'fast-check';
import type { Operation, Parameter, Schema } from './document.js';
import { hostileEncoded, hostileStrings } from './hostile-strings.js';
import { almostFitting, anything, fitting, naming, type KnownId } from './values.js';

export interface FuzzRequest {
  readonly operation: Operation;
  /** What is wrong with it, if anything. */
  readonly kind:
    'fitting' | 'hostile' | 'wrong-type' | 'extra-key' | 'wrong-method' | 'wrong-media-type' | 'broken-json';
  readonly method: string;
  /** Path and query, encoded. */
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** A value as it stands in an address; halves of characters are none. */
const encode = (value: unknown): string =>
  encodeURIComponent(Buffer.from(typeof value === 'string' ? value : (JSON.stringify(value) ?? '')).toString());

interface Parts {
  readonly values: Readonly<Record<string, unknown>>;
  /** Of them, those that are encoded already. */
  readonly raw?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

function address({ path, parameters }: Operation, { values, raw = {} }: Parts): string {
  const textOf = (name: string): string => raw[name] ?? encode(values[name]);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => textOf(name) || '-');
  const query = parameters
    .filter(({ in: where, name }) => where === 'query' && (name in values || name in raw))
    .flatMap(({ name }) => {
      const value = values[name];
      return Array.isArray(value) && !(name in raw)
        ? value.map((item) => `${encode(name)}=${encode(item)}`)
        : [`${encode(name)}=${textOf(name)}`];
    });
  return query.length > 0 ? `${filled}?${query.join('&')}` : filled;
}

/** What removes things names only things that are not there: the rest of the run needs the others. */
const idsFor = ({ method }: Operation, known: readonly KnownId[]): readonly KnownId[] =>
  method === 'DELETE' ? [] : known;

function fittingParts(operation: Operation, known: readonly KnownId[]): fc.Arbitrary<Parts> {
  const ids = idsFor(operation, known);
  // A cursor is the server's to write: any other is refused, and hides what the rest of the request would do.
  const own = operation.parameters.filter(({ name }) => name !== 'cursor');
  const fields = Object.fromEntries(own.map(({ name, schema }) => [name, naming(name, schema, ids)]));
  const requiredKeys = operation.parameters.filter(({ required }) => required).map(({ name }) => name);
  return fc
    .tuple(fc.record(fields, { requiredKeys }), operation.body ? fitting(operation.body, ids) : fc.constant(undefined))
    .map(([values, body]) => ({ values, body }));
}

const withOne = (parameter: Parameter, parts: Parts, other: fc.Arbitrary<unknown>): fc.Arbitrary<Parts> =>
  other.map((value) => ({ ...parts, values: { ...parts.values, [parameter.name]: value } }));

/** Requests of every kind, those that fit the most often. `known` are ids of things that exist. */
export function requestsOf(
  operation: Operation,
  methods: readonly string[],
  known: readonly KnownId[],
): fc.Arbitrary<FuzzRequest> {
  const good = fittingParts(operation, known);
  const { parameters, body } = operation;
  const make = (kind: FuzzRequest['kind'], parts: Parts, change: Partial<FuzzRequest> = {}): FuzzRequest => ({
    operation,
    kind,
    method: operation.method,
    target: address(operation, parts),
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body ? JSON.stringify(parts.body) : undefined,
    ...change,
  });
  const kinds: fc.WeightedArbitrary<FuzzRequest>[] = [
    { weight: 6, arbitrary: good.map((parts) => make('fitting', parts)) },
  ];
  const add = (weight: number, arbitrary: fc.Arbitrary<FuzzRequest>): void => void kinds.push({ weight, arbitrary });
  const other = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((method) => !methods.includes(method));
  if (other.length > 0)
    add(
      1,
      fc
        .tuple(good, fc.constantFrom(...other))
        .map(([parts, method]) => make('wrong-method', parts, { method, body: undefined, headers: {} })),
    );
  if (parameters.length > 0) {
    const one = fc.constantFrom(...parameters);
    add(
      3,
      fc
        .tuple(good, one)
        .chain(([parts, parameter]) => withOne(parameter, parts, anything))
        .map((parts) => make('wrong-type', parts)),
    );
    add(
      3,
      fc
        .tuple(good, one, fc.constantFrom(...hostileStrings))
        .map(([parts, { name }, text]) => make('hostile', { ...parts, values: { ...parts.values, [name]: text } })),
    );
    add(
      1,
      fc
        .tuple(good, one, fc.constantFrom(...hostileEncoded))
        .map(([parts, { name }, text]) => make('hostile', { ...parts, raw: { [name]: text } })),
    );
  }
  add(
    1,
    fc
      .tuple(good, fc.constantFrom('__proto__', 'constructor', 'tenantId', 'limit[]', 'a.b', "'", 'role'))
      .map(([parts, name]) => {
        const request = make('extra-key', parts);
        const target = `${request.target}${request.target.includes('?') ? '&' : '?'}${encode(name)}=1`;
        return { ...request, target };
      }),
  );
  if (body) for (const [weight, arbitrary] of bodies(operation, body, good, known, make)) add(weight, arbitrary);
  return fc.oneof(...kinds);
}

function bodies(
  operation: Operation,
  schema: Schema,
  good: fc.Arbitrary<Parts>,
  known: readonly KnownId[],
  make: (kind: FuzzRequest['kind'], parts: Parts, change?: Partial<FuzzRequest>) => FuzzRequest,
): [weight: number, fc.Arbitrary<FuzzRequest>][] {
  const ids = idsFor(operation, known);
  const types = [
    'text/plain',
    'application/xml',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    '',
  ];
  return [
    [4, fc.tuple(good, almostFitting(schema, ids)).map(([parts, body]) => make('wrong-type', { ...parts, body }))],
    [2, fc.tuple(good, anything).map(([parts, body]) => make('wrong-type', { ...parts, body }))],
    [
      2,
      fc
        .tuple(good, fc.constantFrom('role', 'tenantId', 'id', 'constructor', 'x'.repeat(100)))
        .map(([parts, name]) => make('extra-key', { ...parts, body: { ...(parts.body as object), [name]: 'x' } })),
    ],
    [
      1,
      fc
        .tuple(good, fc.constantFrom(...types))
        .map(([parts, type]) => make('wrong-media-type', parts, { headers: type ? { 'content-type': type } : {} })),
    ],
    [
      1,
      fc
        .tuple(good, fc.constantFrom('{', '{"a":1,"a":2}', '\u0000', '{"__proto__":{}}', 'null', '[[[[', '"', '\ud800'))
        .map(([parts, text]) => make('broken-json', parts, { body: text })),
    ],
  ];
}
