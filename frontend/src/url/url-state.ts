/** The URL is the state of a page. Reads it through schemas, field by field, and writes it back in one canonical form. */
import type { z } from 'zod';

export type UrlShape = Readonly<Record<string, z.ZodType>>;
export type UrlValues<S extends UrlShape> = { readonly [K in keyof S]?: z.output<S[K]> };
export type UrlPatch<S extends UrlShape> = { readonly [K in keyof S]?: z.output<S[K]> | undefined };

/** What the URL says, and the names of the parameters that say nothing we understand. Lists come comma-separated or repeated. */
export function readUrl<S extends UrlShape>(
  shape: S,
  search: URLSearchParams,
): { values: UrlValues<S>; ignored: string[] } {
  const values: Record<string, unknown> = {};
  const ignored: string[] = [];
  for (const name of new Set(search.keys())) {
    const parsed = Object.hasOwn(shape, name) ? shape[name]?.safeParse(search.getAll(name).join(',')) : undefined;
    if (parsed?.success) values[name] = parsed.data;
    else ignored.push(name);
  }
  // Each value was parsed by the schema of its own name.
  return { values: values as UrlValues<S>, ignored };
}

/** The URL after a change. Empty values leave it; parameters that we do not understand leave it as well. */
export function writeUrl<S extends UrlShape>(shape: S, search: URLSearchParams, patch: UrlPatch<S>): URLSearchParams {
  const next: Record<string, unknown> = { ...readUrl(shape, search).values, ...patch };
  const result = new URLSearchParams();
  for (const name of Object.keys(shape)) {
    const value = next[name];
    const text = Array.isArray(value) ? value.join(',') : value === undefined || value === null ? '' : String(value);
    if (text !== '') result.set(name, text);
  }
  return result;
}
