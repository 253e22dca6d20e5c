/** The parts of a resource that a finding rests on. Pure. */
import type { Condition } from '@cspmexa/contracts';
import { pathOf } from '../json/json-lines.js';

/** What is shown, and the paths into it that failed. */
export interface Decisive {
  readonly value: Readonly<Record<string, unknown>>;
  readonly failing: readonly string[];
}

/**
 * The facets and fields that the conditions look at, by the first step of their paths. A document that AWS gives as a text is shown as what
 * it says. A facet that is unknown is shown as that. Undefined when no condition points anywhere.
 */
export function decisiveParts(
  { base, facets }: { readonly base: unknown; readonly facets: Readonly<Record<string, unknown>> },
  conditions: readonly Condition[],
): Decisive | undefined {
  const fields = typeof base === 'object' && base !== null ? (base as Readonly<Record<string, unknown>>) : {};
  const value: Record<string, unknown> = {};
  for (const { path } of conditions) {
    const [first, second] = path === null ? [] : pathOf(path);
    if (first === undefined) continue;
    if (Object.hasOwn(facets, first)) value[first] = valueOf(facets[first]);
    else if (Object.hasOwn(fields, first)) value[first] = parsed(fields[first]);
    // Some paths name where they look, too: base.name, facets.policy.
    else if (first === 'base' && second !== undefined && Object.hasOwn(fields, second))
      value[first] = { ...(value[first] as object | undefined), [second]: parsed(fields[second]) };
    else if (first === 'facets' && second !== undefined && Object.hasOwn(facets, second))
      value[first] = { ...(value[first] as object | undefined), [second]: valueOf(facets[second]) };
  }
  if (Object.keys(value).length === 0) return undefined;
  return { value, failing: conditions.flatMap(({ holds, path }) => (!holds && path !== null ? [path] : [])) };
}

/** A facet is `{ known: true, value }`, or says why it is not known. */
function valueOf(facet: unknown): unknown {
  if (typeof facet !== 'object' || facet === null || !('known' in facet)) return facet;
  return facet.known === true && 'value' in facet ? parsed(facet.value) : facet;
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
