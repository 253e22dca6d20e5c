/** XML bodies by schema: `writeXml` for answers, `readXml` for the bodies of S3's PUT requests. */
import { XMLParser } from 'fast-xml-parser';
import { scalarText, scalarValue } from './scalars.js';
import { membersOf, type Member, type Shape } from './schema.js';

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\r': '&#xD;' };

/** Escapes text for an element or an attribute. */
export function escapeXml(text: string): string {
  return /[&<>"\r]/.test(text) ? text.replace(/[&<>"\r]/g, (char) => ESCAPES[char] ?? char) : text;
}

/** Turns each simple value into text; a fault replaces it to write values of the wrong type. */
export type WriteScalar = (shape: Shape, value: unknown) => string;

/** The true text of a value, with instants as RFC 3339. */
export const plainScalar: WriteScalar = (shape, value) => scalarText(shape, value, 'date-time');

/**
 * The elements of a structure's members, without an element around them. An absent member writes nothing; an
 * empty list writes an empty element, as AWS does.
 */
export function writeMembers(shape: Shape, value: object, scalar: WriteScalar = plainScalar): string {
  const fields = value as Readonly<Record<string, unknown>>; // members are found by their schema's names
  let xml = '';
  for (const member of membersOf(shape)) {
    const field = fields[member.name];
    if (field === undefined || field === null || member.traits.xmlAttribute === 1) continue;
    xml += writeElement(member.traits.xmlName ?? member.name, member, field, scalar);
  }
  return xml;
}

/** One element (or, for a flattened list, one element per item) named `tag`. */
export function writeElement(tag: string, member: Member, value: unknown, scalar: WriteScalar = plainScalar): string {
  const { shape } = member;
  if (shape.kind === 'list') {
    const items = Array.isArray(value) ? value : [value];
    const item = shape.member();
    if (member.traits.xmlFlattened === 1) return items.map((each) => writeElement(tag, item, each, scalar)).join('');
    const name = item.traits.xmlName ?? 'member';
    return element(tag, '', items.map((each) => writeElement(name, item, each, scalar)).join(''));
  }
  if (shape.kind === 'map') {
    const [key, entry] = [shape.key(), shape.value()];
    const entries = Object.entries(value as object); // a map's value is an object
    const inner = entries.map(
      ([name, each]) =>
        writeElement(key.traits.xmlName ?? 'key', key, name, scalar) +
        writeElement(entry.traits.xmlName ?? 'value', entry, each, scalar),
    );
    if (member.traits.xmlFlattened === 1) return inner.map((each) => element(tag, '', each)).join('');
    return element(tag, '', inner.map((each) => element('entry', '', each)).join(''));
  }
  if (shape.kind === 'struct' && typeof value === 'object' && value !== null) {
    return element(tag, attributesOf(member, value), writeMembers(shape, value, scalar));
  }
  return element(tag, '', escapeXml(scalar(shape, value)));
}

function attributesOf(member: Member, value: object): string {
  const fields = value as Readonly<Record<string, unknown>>; // members are found by their schema's names
  let attributes = '';
  const namespace = member.traits.xmlNamespace;
  if (namespace !== undefined) attributes += ` xmlns:${namespace[0]}="${namespace[1]}"`;
  for (const inner of membersOf(member.shape)) {
    const field = fields[inner.name];
    if (inner.traits.xmlAttribute !== 1 || field === undefined) continue;
    attributes += ` ${inner.traits.xmlName ?? inner.name}="${escapeXml(String(field))}"`;
  }
  return attributes;
}

function element(tag: string, attributes: string, inner: string): string {
  return inner === '' ? `<${tag}${attributes}/>` : `<${tag}${attributes}>${inner}</${tag}>`;
}

const parser = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  parseTagValue: false,
  parseAttributeValue: false,
  ignoreDeclaration: true,
  trimValues: false,
  isArray: () => true,
});

type Parsed = Readonly<Record<string, unknown>>;

/** Parses an XML document by the shape of its root element. Throws when the text is not XML. */
export function readXml(shape: Shape, text: string): unknown {
  const document: unknown = parser.parse(text, true);
  const root = Object.values(document as Parsed)[0]; // the parser answers an object with the root element
  return readNode({ name: '', traits: {}, shape }, Array.isArray(root) ? root : []);
}

function readNode(member: Member, nodes: readonly unknown[]): unknown {
  const { shape } = member;
  const [first] = nodes;
  if (shape.kind === 'list') {
    const item = shape.member();
    if (member.traits.xmlFlattened === 1) return nodes.map((node) => readNode(item, [node]));
    const items = childrenOf(first, item.traits.xmlName ?? 'member');
    return items.map((node) => readNode(item, [node]));
  }
  if (shape.kind === 'struct') {
    const value: Record<string, unknown> = {};
    for (const inner of shape.members()) {
      const name = inner.traits.xmlName ?? inner.name;
      if (inner.traits.xmlAttribute === 1) {
        const attribute = typeof first === 'object' && first !== null ? (first as Parsed)[`@${name}`] : undefined;
        if (attribute !== undefined) value[inner.name] = String(attribute);
        continue;
      }
      const found = childrenOf(first, name);
      if (found.length > 0) value[inner.name] = readNode(inner, found);
    }
    return value;
  }
  return scalarValue(shape, textOf(first));
}

function childrenOf(node: unknown, name: string): readonly unknown[] {
  if (typeof node !== 'object' || node === null) return [];
  const children = (node as Parsed)[name];
  return Array.isArray(children) ? children : [];
}

function textOf(node: unknown): string {
  if (typeof node === 'object' && node !== null) {
    const text = (node as Parsed)['#text'];
    return text === undefined ? '' : String(Array.isArray(text) ? text[0] : text);
  }
  return node === undefined || node === null ? '' : String(node);
}
