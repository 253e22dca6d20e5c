import type { ParseProblemCode } from './document.js';

/** Carries a problem out of the parser; `parseDocument` turns it into a value. */
export class Malformed extends Error {
  constructor(
    readonly code: ParseProblemCode,
    readonly path: string,
    detail: string,
  ) {
    super(detail);
  }
}

export type Elements = ReadonlyMap<string, { readonly name: string; readonly value: unknown }>;

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function spell(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** The elements of an object by lower-cased name. Two names that differ in case only would make the meaning a matter of luck. */
export function elementsOf(value: unknown, path: string): Elements {
  if (!isObject(value)) throw new Malformed('not-an-object', path, 'An object is expected here');
  const elements = new Map<string, { name: string; value: unknown }>();
  for (const [name, element] of Object.entries(value)) {
    const lower = name.toLowerCase();
    if (elements.has(lower)) throw new Malformed('duplicate', spell(path, name), `${name} is given twice`);
    elements.set(lower, { name, value: element });
  }
  return elements;
}

/** A string, or a list of strings, as a list. */
export function stringsOf(value: unknown, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, at) => {
    if (typeof item === 'string') return item;
    throw new Malformed('wrong-type', Array.isArray(value) ? `${path}[${at}]` : path, 'A string is expected here');
  });
}

/** Like `stringsOf`, but an empty list or string is malformed. */
export function someStringsOf(value: unknown, path: string): string[] {
  const strings = stringsOf(value, path);
  if (strings.length === 0 || strings.includes('')) throw new Malformed('empty', path, 'A value is missing here');
  return strings;
}

/** Values of a condition: AWS takes numbers and booleans for their text. */
export function conditionValuesOf(value: unknown, path: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((item, at) => {
    if (typeof item === 'string') return item;
    if (typeof item === 'boolean' || typeof item === 'number') return String(item);
    throw new Malformed(
      'wrong-type',
      Array.isArray(value) ? `${path}[${at}]` : path,
      'A text, number or boolean is expected here',
    );
  });
}
