/** JSON bodies by schema, for the REST-JSON services. */
import { timestampText } from './scalars.js';
import { membersOf, type Shape } from './schema.js';

/** Turns an answer into what JSON.stringify writes: instants as epoch seconds, bytes as base64. */
export function toJson(shape: Shape, value: unknown, wrongTypes = false): unknown {
  if (value === undefined || value === null) return value;
  if (shape.kind === 'list') {
    const item = shape.member().shape;
    return Array.isArray(value) ? value.map((each) => toJson(item, each, wrongTypes)) : value;
  }
  if (shape.kind === 'map') {
    const inner = shape.value().shape;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, toJson(inner, each, wrongTypes)]));
  }
  if (shape.kind === 'struct') {
    const fields = value as Readonly<Record<string, unknown>>; // members are found by their schema's names
    const written: Record<string, unknown> = {};
    for (const member of membersOf(shape)) {
      const field = toJson(member.shape, fields[member.name], wrongTypes);
      if (field !== undefined) written[member.traits.jsonName ?? member.name] = field;
    }
    return written;
  }
  if (wrongTypes) return shape.kind === 'string' ? { unexpected: [1] } : 'not-what-you-expected';
  if (value instanceof Date) {
    const format = shape.kind === 'timestamp' ? (shape.format ?? 'epoch-seconds') : 'epoch-seconds';
    return format === 'epoch-seconds' ? value.getTime() / 1000 : timestampText(value, format);
  }
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value;
}

/** Reads a parsed JSON value by shape: base64 becomes bytes, timestamps become dates, unknown names are dropped. */
export function fromJson(shape: Shape, value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  if (shape.kind === 'blob') return Buffer.from(String(value), 'base64');
  if (shape.kind === 'timestamp') return new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (shape.kind === 'list' && Array.isArray(value)) {
    const item = shape.member().shape;
    return value.map((each) => fromJson(item, each));
  }
  if (typeof value !== 'object') return value;
  if (shape.kind === 'map') {
    const inner = shape.value().shape;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, fromJson(inner, each)]));
  }
  const fields = value as Readonly<Record<string, unknown>>; // members are found by their schema's names
  const read: Record<string, unknown> = {};
  for (const member of membersOf(shape)) {
    const field = fromJson(member.shape, fields[member.traits.jsonName ?? member.name]);
    if (field !== undefined) read[member.name] = field;
  }
  return read;
}
