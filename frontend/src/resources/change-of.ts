/** A change of a resource, as it is shown. Pure. */
import type { ResourceChange } from '@cspmexa/contracts';
import { pathOf } from '../json/json-lines.js';

export interface ShownChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** Without the words that every path begins with: facets, value, base. */
  readonly path: readonly string[];
  /** As text; undefined where there was nothing. */
  readonly before: string | undefined;
  readonly after: string | undefined;
  /** How many more changes there were that are not told; then everything else says nothing. */
  readonly omitted: number | undefined;
}

/** Tells what happened at one place. */
export function changeOf({ path, before, after }: ResourceChange): ShownChange {
  const omitted =
    path === '' &&
    typeof after === 'object' &&
    after !== null &&
    'omitted' in after &&
    typeof after.omitted === 'number'
      ? after.omitted
      : undefined;
  return {
    kind: before === undefined ? 'added' : after === undefined ? 'removed' : 'changed',
    path: shortPath(path),
    before: textOf(before),
    after: textOf(after),
    omitted,
  };
}

/** `/facets/policy/value/Statement/0` → policy, Statement, 0. */
function shortPath(path: string): string[] {
  const steps = pathOf(path);
  const [first, facet, third, ...rest] = steps;
  if (first === 'facets' && facet !== undefined)
    return [facet, ...(third === undefined || third === 'value' ? rest : [third, ...rest])];
  return first === 'base' && steps.length > 1 ? steps.slice(1) : steps;
}

const textOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : typeof value === 'string' ? value : JSON.stringify(value);
