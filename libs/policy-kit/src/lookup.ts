/** The typed way to read other resources: an index over a kind, and lookups that know what they could not see. */
import type { AnyKind, BaseOf, FacetName, Resource } from '@cspmexa/resources';
import { UnknownSignal } from './signal.js';
import { valuesOf, type FacetValues } from './view.js';
import type { World } from './world.js';

/** Resources of another kind, found by a key of theirs. `by` reads their base only, so it is always known. */
export interface Index<K extends AnyKind = AnyKind, N extends FacetName<K> = FacetName<K>> {
  readonly kind: K;
  readonly needs: readonly N[];
  readonly by: (base: BaseOf<K>, resource: Resource<K>) => string | readonly string[];
}

/** Declares an index: `indexOf(IamPolicy, { needs: ['document'], by: ({ arn }) => arn })`. Declare it once and share it: it is built once per world. */
export const indexOf = <K extends AnyKind, const N extends FacetName<K> = never>(
  kind: K,
  { needs, by }: { readonly needs?: readonly N[]; readonly by: Index<K, N>['by'] },
): Index<K, N> => ({ kind, needs: needs ?? [], by });

export type Indexes = Readonly<Record<string, Index<any, any>>>; // each entry has its own kind; Related gives them back

export interface RelatedResource<K extends AnyKind, N extends FacetName<K>> {
  /** Without name and tags: no policy may rest on another resource's. */
  readonly resource: Omit<Resource<K>, 'name' | 'tags'>;
  readonly base: BaseOf<K>;
  /** Touching one that is unknown makes the verdict unknown. */
  readonly facets: FacetValues<K, N>;
}

export interface Lookup<K extends AnyKind, N extends FacetName<K>> {
  /** Every related resource with that key. Unknown if the listing was incomplete where it matters. */
  of(key: string | null | undefined): readonly RelatedResource<K, N>[];
  /** All of them in the same region (or in the account, for global kinds). Unknown if the listing was incomplete. */
  all(): readonly RelatedResource<K, N>[];
}

export type Related<R extends Indexes> = {
  readonly [Name in keyof R]: R[Name] extends Index<infer K, infer N> ? Lookup<K, N> : never;
};

type Built = ReadonlyMap<string, readonly Resource[]>;

/** Builds the lookups of a policy for resources of one region. Indexes are built at the first lookup and kept in `cache`. */
export function relatedIn<R extends Indexes>(indexes: R, world: World, region: string, cache: IndexCache): Related<R> {
  const lookups = Object.entries(indexes).map(([name, index]) => [name, lookup(index, world, region, cache)]);
  return Object.fromEntries(lookups) as Related<R>; // built entry by entry from the same table
}

/** Indexes that were built already, by the region they cover. One per world. */
export class IndexCache {
  private readonly built = new Map<Index, Map<string, Built>>();

  get(index: Index, region: string, build: () => Built): Built {
    const regions = this.built.get(index) ?? new Map<string, Built>();
    this.built.set(index, regions);
    const found = regions.get(region) ?? build();
    regions.set(region, found);
    return found;
  }
}

function lookup(index: Index, world: World, region: string, cache: IndexCache): Lookup<AnyKind, string> {
  const where = index.kind.scope === 'regional' && region !== 'global' ? region : undefined;
  const complete = (): void => {
    const hole = world.listing(index.kind, where);
    if (hole) throw new UnknownSignal(hole);
  };
  const related = (resource: Resource): RelatedResource<AnyKind, string> => ({
    resource,
    base: resource.base,
    facets: valuesOf(index.kind, resource),
  });
  return {
    of(key) {
      complete();
      if (key === null || key === undefined) return [];
      return (
        cache.get(index, where ?? '*', () => build(index, world.resources(index.kind, where))).get(key) ?? []
      ).map(related);
    },
    all() {
      complete();
      return world.resources(index.kind, where).map(related);
    },
  };
}

function build(index: Index, resources: readonly Resource[]): Built {
  const map = new Map<string, Resource[]>();
  for (const resource of resources) {
    const keys = index.by(resource.base, resource);
    for (const key of typeof keys === 'string' ? [keys] : keys) {
      const bucket = map.get(key);
      if (bucket) bucket.push(resource);
      else map.set(key, [resource]);
    }
  }
  return map;
}
