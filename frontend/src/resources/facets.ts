/** The parts of a resource's configuration, as they are shown. Pure. */
import { DeniedBy, UnknownReason } from '@cspmexa/contracts';
import { z } from 'zod';

const UnknownFacet = z.object({
  known: z.literal(false),
  reason: UnknownReason.catch('failed'),
  action: z.string().catch(''),
  detail: z.string().catch(''),
  deniedBy: DeniedBy.optional().catch(undefined),
});
export type UnknownFacet = z.infer<typeof UnknownFacet>;

const KnownFacet = z.object({ known: z.literal(true), value: z.unknown() });

export type ShownFacet =
  | { readonly name: string; readonly state: 'unknown'; readonly unknown: UnknownFacet }
  | { readonly name: string; readonly state: 'absent' }
  | { readonly name: string; readonly state: 'known'; readonly value: unknown };

const order = { unknown: 0, known: 1, absent: 2 } as const;

/** What could not be read first, what is not there last, each in the order of the alphabet. Tags are shown elsewhere. */
export function shownFacets(facets: Readonly<Record<string, unknown>>): ShownFacet[] {
  return Object.entries(facets)
    .filter(([name, facet]) => name !== 'tags' || !KnownFacet.safeParse(facet).success)
    .map(([name, facet]): ShownFacet => {
      const unknown = UnknownFacet.safeParse(facet);
      if (unknown.success) return { name, state: 'unknown', unknown: unknown.data };
      const known = KnownFacet.safeParse(facet);
      const value = known.success ? known.data.value : facet;
      return value === null || value === undefined ? { name, state: 'absent' } : { name, state: 'known', value };
    })
    .sort((one, other) => order[one.state] - order[other.state] || one.name.localeCompare(other.name));
}
