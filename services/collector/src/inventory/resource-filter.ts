/** What a query over the inventory asks, as SQL. Pure; lists, counts and totals use it alike. */
import { AwsService, type ResourceFilter, type ResourceKey } from '@cspmexa/contracts';
import { likeText } from './like-pattern.js';
import { storableText } from './storable-text.js';

/** What narrows the inventory: a query, the accounts that its `account` terms name, and those that were removed. */
export interface ResourceConditions {
  readonly filter: ResourceFilter;
  readonly accounts: {
    readonly any: readonly string[] | null;
    readonly none: readonly string[];
    readonly removed: readonly string[];
  };
  /** The kinds that there are, where some are not wanted. */
  readonly kinds?: readonly string[] | undefined;
  /** Ids of all resources that may match, where a tag or text was looked up before. */
  readonly found?: readonly string[] | undefined;
}

/** A statement, or a part of one, with its values: `$1` is the first. */
export interface Sql {
  readonly text: string;
  readonly values: unknown[];
}

/** What a menu can leave out, to count what else there is. */
export type LeftOut = ResourceKey | 'tag';

/** Resources of removed accounts are gone for callers at once, though they are cleared away later. */
export const watched = `exists (select 1 from accounts a where a.tenant_id = r.tenant_id and a.id = r.account_id and a.removed_at is null)`;

/** The where-clause over `resources r` of what the conditions find, without the terms of one key. `$1` is the tenant. */
export function whereOf(tenantId: string, conditions: ResourceConditions, leftOut?: LeftOut): Sql {
  const { filter, accounts, found } = conditions;
  const values: unknown[] = [tenantId];
  const where = ['r.tenant_id = $1::uuid'];
  const add = (clause: string | undefined, isWanted = true): void => {
    if (clause !== undefined) where.push(isWanted ? clause : `not (${clause})`);
  };
  // One value as an equality: then the index that begins with it also gives the order.
  const oneOf = (column: string, wanted: readonly string[] | null | undefined, type = 'text'): string | undefined => {
    if (!wanted) return undefined;
    return wanted.length === 1
      ? `r.${column} = $${values.push(wanted[0])}::${type}`
      : `r.${column} = any($${values.push([...wanted])}::${type}[])`;
  };
  const { any, none, tags, is, isNot, text, notText } = filter;
  for (const [lists, isWanted] of [
    [any, true],
    [none, false],
  ] as const) {
    if (leftOut !== 'service') add(oneOf('service', lists.service), isWanted);
    if (leftOut !== 'region') add(oneOf('region', lists.region), isWanted);
    if (leftOut !== 'kind') add(oneOf('kind', lists.kind?.map(wholeKind)), isWanted);
    if (lists.arn && leftOut !== 'arn')
      add(lists.arn.map((arn) => arnClause(arn, (value) => `$${values.push(value)}`)).join(' or '), isWanted);
  }
  // As a list and not as a join, which would cost the order of the index. It is short: accounts are cleared away soon.
  if (accounts.removed.length > 0) add(`r.account_id <> all($${values.push([...accounts.removed])}::uuid[])`);
  if (leftOut !== 'account') {
    add(oneOf('account_id', accounts.any, 'uuid'));
    if (accounts.none.length > 0) add(oneOf('account_id', accounts.none, 'uuid'), false);
  }
  // What was looked up and is not there is frequent, or cannot be looked up: PostgreSQL, which takes tags and texts for rare, would sort
  // everything. Of a CASE it knows nothing, and reads in the order of the page.
  const maybe = (clause: string): string => (found ? clause : `case when ${clause} then true else false end`);
  for (const { key, value, negated } of leftOut === 'tag' ? [] : tags)
    add(
      maybe(
        value === null
          ? `r.tags ? $${values.push(key)}`
          : `r.tags @> jsonb_build_object($${values.push(key)}::text, $${values.push(value)}::text)`,
      ),
      !negated,
    );
  if (!is.includes('deleted')) add('r.deleted_at is null');
  for (const flag of is) add(flag === 'deleted' ? 'r.deleted_at is not null' : 'r.has_unknown');
  for (const flag of isNot) add(flag === 'deleted' ? 'r.deleted_at is null' : 'not r.has_unknown');
  if (found && !(leftOut === 'tag' && tags.length > 0) && leftOut !== 'arn') add(oneOf('id', found, 'uuid'));
  for (const word of text) add(maybe(`r.search_text like $${values.push(`%${likeText(word)}%`)}`));
  for (const word of notText) add(`r.search_text like $${values.push(`%${likeText(word)}%`)}`, false);
  return { text: where.map((clause) => `(${clause})`).join(' and '), values: values.map(storable) };
}

/** Branches that are worth their statement. */
const mostBranches = 40;

/**
 * A column of which several values are wanted, with these. The rows of each come out of an index in the order of the page, which those of all of
 * them do not. Undefined where that does not help.
 */
export function branchesOf({ filter, accounts, kinds, found }: ResourceConditions):
  | {
      readonly key: 'kind' | 'service' | 'account' | 'region';
      readonly clause: string;
      readonly values: readonly string[];
    }
  | undefined {
  const { any, none } = filter;
  if (found) return undefined;
  const several = [
    { key: 'kind', clause: 'r.kind = $::text', values: any.kind?.map(wholeKind) },
    { key: 'service', clause: 'r.service = $::text', values: any.service },
    { key: 'account', clause: 'r.account_id = $::uuid', values: accounts.any },
    { key: 'region', clause: 'r.region = $::text', values: any.region },
    {
      key: 'kind',
      clause: 'r.kind = $::text',
      values: kinds?.filter((kind) => !none.kind?.map(wholeKind).includes(kind)),
    },
    // What is left of the services when some are not wanted; there is no order that leaves one out.
    {
      key: 'service',
      clause: 'r.service = $::text',
      values: none.service && AwsService.options.filter((service) => !none.service?.includes(service)),
    },
  ] as const;
  const best = several.find(({ values }) => values && values.length > 1 && values.length <= mostBranches);
  return best?.values ? { ...best, values: [...new Set(best.values)] } : undefined;
}

/** What of a filter can be looked up in an index of its own, the narrowest first. */
export type Lookup =
  { readonly pattern: string } | { readonly tag: { readonly key: string; readonly value: string | null } };

export function lookupsOf({ any, tags, text }: ResourceFilter): Lookup[] {
  const wanted = tags.filter(({ negated }) => !negated);
  const [arn, ...otherArns] = any.arn ?? [];
  const patterns = [
    ...text.map((word) => `%${likeText(word)}%`),
    // Texts are kept in lower case. What is no pattern has an index already.
    ...(arn?.includes('*') && otherArns.length === 0 ? [`%${wildcards(arn.toLowerCase())}%`] : []),
  ].filter((pattern) => /[^%]{3}/.test(pattern)); // What has no three characters in a row cannot be looked up by trigrams.
  const [longest] = patterns.sort((one, other) => other.length - one.length);
  const tag = wanted.find(({ value }) => value !== null) ?? wanted[0];
  return [
    ...(tag && tag.value !== null ? [{ tag }] : []),
    ...(longest === undefined ? [] : [{ pattern: longest }]),
    ...(tag && tag.value === null ? [{ tag }] : []),
  ].map((lookup) => ('tag' in lookup ? { tag: { key: lookup.tag.key, value: lookup.tag.value } } : lookup));
}

const wildcards = (value: string): string => value.split('*').map(likeText).join('%');

const arnClause = (arn: string, value: (text: string) => string): string =>
  arn.includes('*') ? `r.arn like ${value(wildcards(arn))}` : `r.arn = ${value(arn)}`;

const wholeKind = (kind: string): string => (kind.startsWith('aws.') ? kind : `aws.${kind}`);

/** Nothing that is stored holds what cannot be stored, so that a search for it just finds nothing. */
const storable = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(storable);
  return typeof value === 'string' ? storableText(value) : value;
};
