/** What differs between two versions of something that is plain data, said so that a person sees it at once. Secrets are shown as their hashes. */
import { createHash } from 'node:crypto';
import type { ResourceChange } from '@cspmexa/contracts';
import { documentOf } from './json-text.js';

/** Differences that are told at most, unless a caller wants fewer. */
export const mostDifferences = 200;

/** Characters of JSON that all differences of a version take at most, and one side of one of them. */
const longest = 32_000;
const longestValue = 6_000;

/** What tells the elements of a list apart, the first that does: identifiers of AWS, of policy documents and of our own shapes. */
const naturalKeys: readonly (readonly string[])[] = [
  ['Sid'],
  ['id'],
  ['Id'],
  ['arn'],
  ['Arn'],
  ['groupId'],
  ['GroupId'],
  ['number', 'egress'],
  ['slot'],
  ['version'],
  ['destination'],
  ['name'],
];

/**
 * The differences in the order of their paths in `after`, with RFC 6901 pointers. A side where there is nothing is undefined.
 * Elements of lists are matched by what identifies them, else by their content: their order makes no difference. Texts that hold JSON, such as
 * policy documents, are compared inside, and pointers lead on into them. Of things that are unknown on both sides, AWS's words do not count.
 * When there are more than `limit`, or too much text, the last one has the path '' and says in `after` how many are left out: { omitted }.
 */
export function differences(before: unknown, after: unknown, limit: number = mostDifferences): ResourceChange[] {
  const found: ResourceChange[] = [];
  compare(withoutSecrets(before), withoutSecrets(after), '', found, true);
  const told: ResourceChange[] = [];
  let left = longest;
  for (const change of found) {
    const shown = { path: change.path, before: shortened(change.before), after: shortened(change.after) };
    left -= JSON.stringify(shown).length;
    if (left < 0) break;
    told.push(shown);
  }
  if (told.length === found.length && told.length <= limit) return told;
  const kept = told.slice(0, Math.max(limit - 1, 0));
  return [...kept, { path: '', before: undefined, after: { omitted: found.length - kept.length } }];
}

/** The same with texts in fields called userData replaced by { sha256 }: they hold passwords often enough, and the hash tells whether they have changed. */
export function withoutSecrets(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(withoutSecrets);
  // Object.fromEntries keeps a field called __proto__ a field.
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, key === 'userData' ? hashed(inner) : withoutSecrets(inner)]),
  );
}

/** A text as { sha256 }; so is the text inside a known facet. Everything else is returned as it is. */
export function hashed(value: unknown): unknown {
  if (typeof value === 'string') return { sha256: createHash('sha256').update(value).digest('hex') };
  if (typeof value === 'object' && value !== null && 'known' in value && 'value' in value)
    return { ...value, value: hashed(value.value) };
  return value;
}

function compare(before: unknown, after: unknown, path: string, found: ResourceChange[], mayParse: boolean): void {
  if (before === after) return;
  if (Array.isArray(before) && Array.isArray(after)) return compareLists(before, after, path, found, mayParse);
  if (isRecord(before) && isRecord(after)) return compareRecords(before, after, path, found, mayParse);
  const documents = mayParse ? [documentOf(before), documentOf(after)] : [];
  if (documents[0] && documents[1]) compare(documents[0], documents[1], path, found, false);
  else found.push({ path, before, after });
}

function compareRecords(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  path: string,
  found: ResourceChange[],
  mayParse: boolean,
): void {
  const areUnknown = before['known'] === false && after['known'] === false;
  for (const key of [...new Set([...Object.keys(after), ...Object.keys(before)])].sort()) {
    if (areUnknown && key === 'detail') continue;
    compare(own(before, key), own(after, key), `${path}/${tokenOf(key)}`, found, mayParse);
  }
}

function compareLists(
  before: readonly unknown[],
  after: readonly unknown[],
  path: string,
  found: ResourceChange[],
  mayParse: boolean,
): void {
  const names = naturalKeys.find((key) => identifies(key, before) && identifies(key, after));
  const keyOf = names ? (element: unknown) => identity(names, element) ?? '' : canonical;
  // What has the same content may stand there more than once.
  const places = new Map<string, number[]>();
  for (const [at, element] of before.entries()) {
    const key = keyOf(element);
    const others = places.get(key);
    if (others) others.push(at);
    else places.set(key, [at]);
  }
  for (const [at, element] of after.entries()) {
    const was = places.get(keyOf(element))?.shift();
    compare(was === undefined ? undefined : before[was], element, `${path}/${at}`, found, mayParse);
  }
  const gone = [...places.values()].flat().sort((one, other) => one - other);
  for (const at of gone) found.push({ path: `${path}/${at}`, before: before[at], after: undefined });
}

/** Whether every element of a list has this key, and each another one. */
function identifies(names: readonly string[], list: readonly unknown[]): boolean {
  const seen = new Set<string>();
  return list.every((element) => {
    const key = identity(names, element);
    return key !== undefined && !seen.has(key) && seen.add(key);
  });
}

function identity(names: readonly string[], element: unknown): string | undefined {
  if (!isRecord(element)) return undefined;
  const values = names.map((name) => own(element, name));
  const areKeys = values.every((value) => ['string', 'number', 'boolean'].includes(typeof value) && value !== '');
  return areKeys ? JSON.stringify(values) : undefined;
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (!isRecord(value)) return JSON.stringify(value) ?? 'null';
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(',')}}`;
}

/** A long value as the beginning of its text, with a word on how long it was. */
function shortened(value: unknown): unknown {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  if (text.length <= longestValue) return value;
  return `${text.slice(0, longestValue).replace(/[\ud800-\udbff]$/, '')}… [${text.length} characters]`;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A field of its own: names such as constructor are data here. */
const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;

const tokenOf = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');
