/** What the query bar of the inventory understands. */
import { readQuery, type KeyTerm } from './read-query.js';
import type { QueryProblem } from './terms.js';

export const resourceKeys = ['service', 'region', 'account', 'kind', 'arn'] as const;
export type ResourceKey = (typeof resourceKeys)[number];

/** `deleted`: gone from AWS. `unknown`: a part of it could not be read. Deleted ones are left out unless they are asked for. */
export const resourceFlags = ['deleted', 'unknown'] as const;
export type ResourceFlag = (typeof resourceFlags)[number];

/** The keys that the bar offers, in its order. */
export const resourceQueryKeys = [...resourceKeys, 'tag', 'is'] as const;

/**
 * Values of one key are alternatives; keys, tags, flags and texts must all hold. `account` matches as in the query of the findings; in
 * `arn`, `*` stands for anything, and an ARN that is only pasted is one as well; a kind may be written without its `aws.`; a tag without a
 * value asks for its key alone.
 */
export interface ResourceFilter {
  readonly any: Readonly<Partial<Record<ResourceKey, readonly string[]>>>;
  readonly none: Readonly<Partial<Record<ResourceKey, readonly string[]>>>;
  readonly tags: readonly { readonly key: string; readonly value: string | null; readonly negated: boolean }[];
  readonly is: readonly ResourceFlag[];
  readonly isNot: readonly ResourceFlag[];
  readonly text: readonly string[];
  readonly notText: readonly string[];
}

/** Reads a query. What cannot be understood is told and left out of the filter. Tags and ARNs keep their case: AWS tells them apart by it. */
export function parseResourceQuery(query: string): { filter: ResourceFilter; problems: readonly QueryProblem[] } {
  const any: Partial<Record<ResourceKey, string[]>> = {};
  const none: Partial<Record<ResourceKey, string[]>> = {};
  const tags: ResourceFilter['tags'][number][] = [];
  const take = ({ key, values, negated }: KeyTerm, refuse: (expected: readonly string[]) => void): boolean => {
    if (key === 'tag') {
      for (const value of values) {
        const [name = '', ...rest] = value.split('=');
        if (name) tags.push({ key: name, value: rest.length > 0 ? rest.join('=') : null, negated });
        else refuse(['tag:env', 'tag:env=prod']);
      }
      return true;
    }
    const known = resourceKeys.find((one) => one === key);
    if (!known) return false;
    const given = known === 'arn' ? values.map(wholeArn) : values.map((value) => value.toLowerCase());
    ((negated ? none : any)[known] ??= []).push(...given);
    return true;
  };
  const { problems, ...read } = readQuery(query, {
    flags: resourceFlags,
    keys: resourceQueryKeys,
    isPattern: (key, value) => key === 'arn' && value.includes('*'),
    take,
  });
  return { filter: { any, none, tags, ...read }, problems };
}

/** A pasted ARN looks like a term whose key is `arn`. */
const wholeArn = (value: string): string => (/^aws[a-z-]*:/.test(value) ? `arn:${value}` : value);
