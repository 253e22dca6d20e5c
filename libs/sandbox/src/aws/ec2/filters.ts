/** The `Filters` of EC2's describe operations. */
import type { Filter } from '@aws-sdk/client-ec2';
import { AwsError } from '../errors.js';
import { membersOf, type Shape } from '../wire/schema.js';

/** Filters whose name does not follow from a field, by name: what they look at. */
export type NamedFilters<Item> = Readonly<Record<string, (item: Item) => unknown>>;

type Predicate<Item> = (item: Item) => boolean;

/**
 * Compiles filters to a predicate: values of one filter are alternatives with `*` and `?`, filters are conjoined.
 * `vpc-id` looks at the field `VpcId`, `attachment.instance-id` at `InstanceId` of `Attachments`. Throws
 * InvalidParameterValue for a name that fits no field.
 */
export function compileFilters<Item extends object>(
  filters: readonly Filter[] | undefined,
  shape: Shape,
  named: NamedFilters<Item>,
): Predicate<Item> {
  const predicates = (filters ?? []).map((filter) => compile(filter, shape, named));
  return (item) => predicates.every((matches) => matches(item));
}

function compile<Item extends object>({ Name = '', Values = [] }: Filter, shape: Shape, named: NamedFilters<Item>) {
  const read = named[Name] ?? tagReader(Name) ?? fieldReader(Name, shape);
  if (read === undefined) throw new AwsError('InvalidParameterValue', `The filter '${Name}' is invalid`);
  const patterns = Values.map(wildcard);
  return (item: Item) => textsOf(read(item)).some((text) => patterns.some((pattern) => pattern.test(text)));
}

function wildcard(value: string): RegExp {
  const escaped = value
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*/g, '.*')
    .replace(/\?/g, '.');
  return new RegExp(`^${escaped}$`, 's');
}

function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(textsOf);
  if (value instanceof Date) return [value.toISOString()];
  return typeof value === 'object' ? [] : [String(value)];
}

type Tagged = { Key?: string; Value?: string }[];

/** An item's tags; network interfaces alone call them `TagSet`. */
function tagsOf(item: object): Tagged {
  const tags: unknown = 'TagSet' in item ? item.TagSet : 'Tags' in item ? item.Tags : [];
  return Array.isArray(tags) ? (tags as Tagged) : []; // every tag list of EC2 has this form
}

function tagReader(name: string): ((item: object) => unknown) | undefined {
  if (name === 'tag-key') return (item) => tagsOf(item).map((tag) => tag.Key);
  if (name === 'tag-value') return (item) => tagsOf(item).map((tag) => tag.Value);
  if (!name.startsWith('tag:')) return undefined;
  const key = name.slice('tag:'.length);
  return (item) => tagsOf(item).flatMap((tag) => (tag.Key === key ? [tag.Value] : []));
}

const pascal = (name: string): string =>
  name.replace(/(^|-)([a-z0-9])/g, (_, __, letter: string) => letter.toUpperCase());

function fieldReader(name: string, shape: Shape): ((item: object) => unknown) | undefined {
  const path: string[] = [];
  let at = shape;
  for (const part of name.split('.')) {
    while (at.kind === 'list') at = at.member().shape;
    const wanted = pascal(part).toLowerCase();
    const member = membersOf(at).find(({ name: field }) => [wanted, `${wanted}s`].includes(field.toLowerCase()));
    if (member === undefined) return undefined;
    path.push(member.name);
    at = member.shape;
  }
  return (item) => path.reduce<unknown>(descend, item);
}

function descend(value: unknown, field: string): unknown {
  if (Array.isArray(value)) return value.flatMap((each) => descend(each, field));
  if (typeof value !== 'object' || value === null) return undefined;
  return (value as Readonly<Record<string, unknown>>)[field]; // the field's name comes from the item's own schema
}
