/** What a fault, or someone hostile, makes of an answer. */
import type { Recording } from './recordings.js';

export interface Mutation {
  /** What was done, and to which element. */
  readonly name: string;
  readonly status: number;
  readonly body: string;
  /** The element's name, when one was only taken away or emptied: AWS does that to some. */
  readonly lost?: string;
  /** True when the result is an answer that AWS could give, with another value in it. */
  readonly valid?: boolean;
}

interface Element {
  readonly name: string;
  readonly path: string;
  readonly start: number;
  end: number;
  readonly contentStart: number;
  contentEnd: number;
  readonly children: Element[];
}

/** Names under which AWS's protocols write the items of lists and maps. */
const itemNames = new Set([
  'item',
  'member',
  'entry',
  'Bucket',
  'Grant',
  'Tag',
  'AccessPoint',
  'Rule',
  'Transition',
  'Region',
]);

/** The elements of a document, in order; with their places in the text. */
function elementsOf(xml: string): Element[] {
  const found: Element[] = [];
  const open: Element[] = [];
  for (const match of xml.matchAll(/<(\/?)([A-Za-z][\w.:-]*)[^<>]*?(\/?)>/g)) {
    const [tag, closing, name = '', selfClosing] = match;
    const after = match.index + tag.length;
    if (closing) {
      const element = open.pop();
      if (element) Object.assign(element, { end: after, contentEnd: match.index });
      continue;
    }
    const parent = open.at(-1);
    const element = {
      name,
      path: `${parent?.path ?? ''}/${name}`,
      start: match.index,
      end: after,
      contentStart: after,
      contentEnd: after,
      children: [],
    };
    parent?.children.push(element);
    found.push(element);
    if (!selfClosing) open.push(element);
  }
  return found;
}

const isList = ({ children }: Element): boolean =>
  children.length > 0 && children.every(({ name }) => itemNames.has(name));
const isItem = ({ name }: Element): boolean => itemNames.has(name);
const isLiteral = (text: string): boolean => /^(true|false|-?\d{1,10}|\d{4}-\d\d-\d\dT.*)$/.test(text);

/** One element at a time: taken away, emptied, of another type, there twice. */
function ofElements(xml: string): Omit<Mutation, 'status'>[] {
  const seen = new Set<string>();
  return elementsOf(xml).flatMap((element) => {
    const { name, path, start, end, contentStart, contentEnd, children } = element;
    const content = xml.slice(contentStart, contentEnd);
    const key = `${path} ${isLiteral(content) ? content : ''} ${children.length > 0}`;
    // The root is covered by the mutations of the whole; the same element of a second item would teach nothing.
    if (path.lastIndexOf('/') === 0 || path.startsWith('/ErrorResponse') || seen.has(key)) return [];
    seen.add(key);
    const by = (text: string): string => xml.slice(0, start) + text + xml.slice(end);
    const as = (text: string): string => by(`<${name}>${text}</${name}>`);
    const mutations: Omit<Mutation, 'status'>[] = [
      // A list with an item less, or with none, is an answer that AWS gives.
      { name: `${path} missing`, body: by(''), lost: name, valid: isItem(element) },
      { name: `${path} null`, body: by(`<${name}/>`), lost: name, valid: isList(element) },
    ];
    if (!isItem(element)) mutations.push({ name: `${path} twice`, body: by(xml.slice(start, end).repeat(2)) });
    if (children.length > 0) mutations.push({ name: `${path} is text`, body: as('null') });
    else if (content !== '') {
      mutations.push({ name: `${path} holds elements`, body: as('<unexpected>1</unexpected>') });
      mutations.push({
        name: `${path} is unicode`,
        body: as('\u202E𝒳✓ \u0000'.replace('\u0000', '')),
        valid: !isLiteral(content),
      });
    }
    return mutations;
  });
}

const htmlPage =
  '<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><p>Please sign in to the network.</p></body></html>';

/** The answer as a whole: cut off, replaced, blown up. */
function ofWhole(body: string, tooLarge: number): Omit<Mutation, 'status'>[] {
  const cuts = [1, 4, 9].map((tenths) => ({
    name: `cut off after ${tenths} tenths`,
    body: body.slice(0, (body.length * tenths) / 10),
  }));
  return [
    ...cuts,
    { name: 'cut off before its last character', body: body.slice(0, -1) },
    { name: 'empty', body: '' },
    { name: 'blank', body: ' \n ' },
    { name: 'a page of a proxy', body: htmlPage },
    { name: 'null', body: 'null' },
    { name: 'a list', body: '[]' },
    { name: 'a text', body: '"ok"' },
    {
      name: 'an error with the status of a success',
      body: '<Error><Code>InternalError</Code><Message>We encountered an internal error.</Message></Error>',
    },
    { name: 'the answer to another question', body: '<SomethingElse><a>1</a></SomethingElse>' },
    { name: 'huge', body: body.slice(0, 20) + ' '.repeat(tooLarge) + body.slice(20) },
    { name: 'control characters', body: '\u0001\u0002\u0003'.repeat(50) },
  ];
}

const refusal =
  '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';
/** Not the answer at all. */
const failures = [
  { name: 'a refusal', status: 403, body: refusal },
  { name: 'a refusal without a body', status: 403, body: '' },
  { name: 'a failure', status: 500, body: htmlPage },
  { name: 'a request to slow down', status: 503, body: '' },
  { name: 'a redirect to nowhere', status: 301, body: '' },
];

/** Every mutation of a recorded answer. */
export function mutationsOf({ body, status, file }: Recording, tooLarge: number): Mutation[] {
  const inside =
    file.endsWith('.xml') && status === 200 ? ofElements(body) : file.endsWith('.json') ? ofJson(body) : [];
  return [
    ...[...(status === 200 ? ofWhole(body, tooLarge) : []), ...inside].map((mutation) => ({ status, ...mutation })),
    ...failures,
  ];
}

/** One member of a JSON document at a time. */
function ofJson(text: string): Omit<Mutation, 'status'>[] {
  const paths: string[][] = [];
  const walk = (value: unknown, at: string[]): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value)) {
      paths.push([...at, key]);
      walk(member, [...at, key]);
    }
  };
  walk(JSON.parse(text), []);
  return paths.flatMap((at) => {
    const lost = at.at(-1) ?? '';
    const valid = /^\d+$/.test(lost);
    return [
      { name: `${at.join('/')} missing`, body: withMember(text, at, undefined), lost, valid },
      { name: `${at.join('/')} null`, body: withMember(text, at, null), lost },
      { name: `${at.join('/')} is a number`, body: withMember(text, at, 7) },
      { name: `${at.join('/')} is an object`, body: withMember(text, at, { unexpected: 1 }) },
    ];
  });
}

/** The document with another value at that place; undefined takes it away. */
function withMember(text: string, at: readonly string[], value: unknown): string {
  const whole: unknown = JSON.parse(text);
  const holder = at.slice(0, -1).reduce<unknown>((here, key) => Reflect.get(here as object, key), whole);
  const key = at.at(-1) ?? '';
  if (Array.isArray(holder) && value === undefined) holder.splice(Number(key), 1);
  else if (value === undefined) Reflect.deleteProperty(holder as object, key);
  else Reflect.set(holder as object, key, value);
  return JSON.stringify(whole);
}
