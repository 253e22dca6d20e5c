/**
 * Makes the SDK's XML reader strict. By itself it takes text in place of a list for an empty list, `maybe` for false,
 * and nothing for 0: known values that AWS never sent. Here such a value becomes nonsense, which breaks whoever looks
 * into it and nobody else: the facet that is worked out of it is unknown, the rest of the answer stays usable.
 */
import { NormalizedSchema } from '@smithy/core/schema';
import { MalformedAnswer } from './malformed-answer.js';

/** Stands for a value that could not be read. Schemas refuse it, reading a member of it throws. */
const nonsense = (why: string): unknown => {
  const refuse = (): never => {
    throw new MalformedAnswer(why);
  };
  return new Proxy({}, { get: refuse, has: refuse, ownKeys: refuse });
};

/** The same value, for code that only compares it. @throws MalformedAnswer when it could not be read. */
export function legible<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Reflect.has(value, 'legible'); // asking nonsense anything throws
  return value;
}

interface XmlReader {
  readSchema(schema: unknown, value: unknown): unknown;
}
const isXmlReader = (value: unknown): value is XmlReader =>
  typeof value === 'object' && value !== null && 'readSchema' in value && 'parseXml' in value;

/** The XML readers of a client; none for a service that speaks JSON, whose reader keeps types as they came. */
function xmlReadersOf(config: object): XmlReader[] {
  // These are the SDK's own parts, which its types keep private; a test fails when they move.
  const { deserializer } = ('protocol' in config ? config.protocol : {}) as {
    deserializer?: { codecDeserializer?: unknown };
  };
  return [deserializer, deserializer?.codecDeserializer].filter(isXmlReader);
}

/** Changes how this client reads answers in XML. */
export function readStrictly(client: { readonly config: object }): void {
  for (const reader of xmlReadersOf(client.config)) {
    const read = reader.readSchema.bind(reader);
    // The SDK's reader calls itself through `this` for every member, so every level is checked.
    reader.readSchema = (schema, value) => {
      const ns = NormalizedSchema.of(schema as NormalizedSchema); // handed on as the SDK gave it
      const fault = faultOf(ns, value);
      if (fault) return nonsense(`${ns.getName(true) ?? 'A member'}: ${fault}`);
      // AWS writes an empty element for a text that is not there.
      if (value === '' && ns.isStringSchema()) return undefined;
      try {
        return read(schema, value);
      } catch (error) {
        if (ns.isStructSchema() || ns.isListSchema() || ns.isMapSchema()) throw error;
        return nonsense(
          `${ns.getName(true) ?? 'A member'}: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`,
        );
      }
    };
  }
}

const isBlank = (value: unknown): boolean => typeof value === 'string' && value.trim() === '';
const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const hasText = (value: Record<string, unknown>): boolean => '#text' in value && !isBlank(value['#text']);
const shown = (value: unknown): string => (typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : 'elements');

/** What is wrong with a value of the XML tree for this schema; undefined if nothing is. */
function faultOf(ns: NormalizedSchema, value: unknown): string | undefined {
  if (value === undefined || value === null || ns.isDocumentSchema() || ns.isUnitSchema()) return undefined;
  if (ns.isListSchema()) return listFault(ns, value);
  if (ns.isMapSchema()) return mapFault(ns, value);
  if (ns.isStructSchema()) {
    if (Array.isArray(value)) return 'it is there more than once.';
    if (isObject(value)) return hasText(value) ? `it holds the text ${shown(value['#text'])}.` : undefined;
    return isBlank(value) ? undefined : `it holds the text ${shown(value)}.`;
  }
  if (typeof value !== 'string') return 'it holds elements, or is there more than once.';
  if (ns.isBooleanSchema())
    return /^(true|false)$/i.test(value) ? undefined : `${shown(value)} is neither true nor false.`;
  if (ns.isNumericSchema()) return /^-?\d+(\.\d+)?$/.test(value) ? undefined : `${shown(value)} is no number.`;
  return undefined;
}

function listFault(ns: NormalizedSchema, value: unknown): string | undefined {
  if (ns.getMergedTraits().xmlFlattened) return undefined; // the items are checked one by one
  const containers = Array.isArray(value) ? value : [value];
  if (containers.length > 1) return 'the list is there more than once.';
  const [container] = containers;
  if (isBlank(container) || container === undefined || container === null) return undefined;
  if (!isObject(container)) return `the list holds the text ${shown(container)}.`;
  if (hasText(container)) return `the list holds the text ${shown(container['#text'])}.`;
  const item = ns.getValueSchema().getMergedTraits().xmlName ?? 'member';
  const items: unknown = container[item];
  if (ns.getValueSchema().isStructSchema() && (Array.isArray(items) ? items : [items]).some(isBlank))
    return 'an item of the list is empty.';
  const strange = Object.keys(container).find((key) => key !== item && key !== '#text' && !key.startsWith('xmlns'));
  return strange === undefined || item in container
    ? undefined
    : `the list holds ${shown(strange)} in place of ${item}.`;
}

/** Every entry has a key and a value. */
function mapFault(ns: NormalizedSchema, value: unknown): string | undefined {
  if (isBlank(value)) return undefined;
  const isFlat = Boolean(ns.getMergedTraits().xmlFlattened);
  if (!isFlat && (!isObject(value) || hasText(value))) return 'it is no map.';
  const entries: unknown = isFlat ? value : isObject(value) ? value['entry'] : undefined;
  const key = String(ns.getKeySchema().getMergedTraits().xmlName ?? 'key');
  const item = String(ns.getValueSchema().getMergedTraits().xmlName ?? 'value');
  const isWhole = (entry: unknown): boolean =>
    isObject(entry) && typeof entry[key] === 'string' && entry[key] !== '' && item in entry;
  return (Array.isArray(entries) ? entries : [entries]).every(isWhole)
    ? undefined
    : 'an entry lacks its key or its value.';
}
