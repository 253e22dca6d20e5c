/** Parses the parts of a request with the schemas of its route. */
import type { Problem, Route } from '@cspmexa/contracts';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { longestList } from './longest-list.js';

/** The parts of a request as Express gives them. */
export interface RawInput {
  readonly params: unknown;
  readonly query: unknown;
  readonly body: unknown;
}

/** JSON nested deeper than this is refused. */
const maxJsonDepth = 32;
const unsafeKeys = new Set(['__proto__', 'constructor', 'prototype']);

type InputErrors = NonNullable<Problem['errors']>;

/** The parsed input of a route, {params?, query?, body?}. Throws `invalid-input` with a JSON pointer for each problem. What the route does not declare must not be sent. */
export function parseInput(route: Route, raw: RawInput): Record<string, unknown> {
  const problems: InputErrors = [];
  const input: Record<string, unknown> = {};
  for (const part of ['params', 'query', 'body'] as const) {
    const unsafe = findUnsafe(raw[part], `/${part}`, longestList(route.request[part]));
    if (unsafe) {
      problems.push(unsafe);
      continue;
    }
    const schema = strict(route.request[part]);
    const result = schema.safeParse(part === 'query' ? fitArrays(schema, raw.query) : (raw[part] ?? absent(part)));
    if (!result.success) problems.push(...result.error.issues.flatMap((issue) => errorsOf(issue, part)));
    else if (route.request[part]) input[part] = result.data;
  }
  if (problems.length > 0) throw new AppError('invalid-input', { errors: problems.slice(0, 50) });
  return input;
}

const nothing = z.strictObject({});
const noBody = z.union([z.undefined(), nothing]);

/** Unknown fields are errors, unless the schema says that it is loose. */
function strict(schema: z.ZodType | undefined): z.ZodType {
  if (!schema) return noBody;
  return schema instanceof z.ZodObject && schema.def.catchall === undefined ? schema.strict() : schema;
}

const absent = (part: keyof RawInput): unknown => (part === 'body' ? undefined : {});

/** A query field that may repeat comes as a text when it came once. */
function fitArrays(schema: z.ZodType, query: unknown): unknown {
  if (!(schema instanceof z.ZodObject) || typeof query !== 'object' || query === null) return query ?? {};
  return Object.fromEntries(
    Object.entries(query).map(([name, value]) => {
      const field: unknown = schema.shape[name];
      return [name, typeof value === 'string' && isArraySchema(field) ? [value] : value];
    }),
  );
}

function isArraySchema(schema: unknown): boolean {
  if (schema instanceof z.ZodArray) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodNullable) {
    return isArraySchema(schema.def.innerType);
  }
  return false;
}

/** Keys that reach a prototype, texts that PostgreSQL cannot hold, and lists and nesting that are only there to exhaust us. Walks without recursion. */
function findUnsafe(root: unknown, pointer: string, maxItems: number): InputErrors[number] | undefined {
  const stack: [value: unknown, pointer: string, depth: number][] = [[root, pointer, 0]];
  for (let item = stack.pop(); item; item = stack.pop()) {
    const [value, at, depth] = item;
    const unstorable = typeof value === 'string' ? whyUnstorable(value) : undefined;
    if (unstorable) return { pointer: at, message: unstorable };
    if (typeof value !== 'object' || value === null) continue;
    if (depth > maxJsonDepth)
      return { pointer: at.slice(0, 200), message: `It is nested deeper than ${maxJsonDepth}.` };
    if (Array.isArray(value) && value.length > maxItems)
      return { pointer: at.slice(0, 200), message: `It has more than ${maxItems} items.` };
    for (const [key, inner] of Object.entries(value)) {
      if (unsafeKeys.has(key) || whyUnstorable(key))
        return { pointer: `${at}/${escapePointer(key)}`, message: 'This name is not allowed.' };
      stack.push([inner, `${at}/${escapePointer(key)}`, depth + 1]);
    }
  }
  return undefined;
}

/** What PostgreSQL holds in no text, or in none of its JSON. */
function whyUnstorable(text: string): string | undefined {
  if (text.includes('\0')) return 'It contains the character U+0000.';
  return /\p{Surrogate}/u.test(text)
    ? 'It contains half of a character: a surrogate without its other half.'
    : undefined;
}

function errorsOf(issue: z.core.$ZodIssue, part: string): InputErrors {
  const at = [part, ...issue.path].map((step) => `/${escapePointer(String(step))}`).join('');
  if (issue.code !== 'unrecognized_keys') return [{ pointer: at, message: issue.message }];
  return issue.keys.map((key) => ({ pointer: `${at}/${escapePointer(key)}`, message: 'There is no such field.' }));
}

/** RFC 6901 §3. */
const escapePointer = (step: string): string => step.slice(0, 100).replaceAll('~', '~0').replaceAll('/', '~1');
