/** What was collected of one account: its resources by kind and region, and the listings that failed. */
import type { AnyKind, Place, Resource, Unknown } from '@cspmexa/resources';

/** A listing that could not be made or completed. */
export interface Hole {
  readonly kind: string;
  readonly place: Place;
  readonly unknown: Unknown;
}

export interface World {
  /** All resources of a kind, in one region or in all. */
  resources<K extends AnyKind>(kind: K, region?: string): readonly Resource<K>[];
  /** Why the listing of a kind is incomplete there; undefined when it is complete. */
  listing(kind: AnyKind, region?: string): Unknown | undefined;
  /** Every listing that is incomplete. */
  readonly holes: readonly Hole[];
}

/** A world held in memory. Resources and holes may still be added until the first question is asked. */
export class MemoryWorld implements World {
  private readonly byKind = new Map<string, Resource[]>();
  private readonly byRegion = new Map<string, Map<string, Resource[]>>();
  readonly holes: Hole[] = [];

  add(resource: Resource): void {
    const list = this.byKind.get(resource.kind);
    if (list) list.push(resource);
    else this.byKind.set(resource.kind, [resource]);
  }

  addHole(hole: Hole): void {
    this.holes.push(hole);
  }

  get size(): number {
    return [...this.byKind.values()].reduce((sum, list) => sum + list.length, 0);
  }

  resources<K extends AnyKind>(kind: K, region?: string): readonly Resource<K>[] {
    const all = this.byKind.get(kind.kind) ?? [];
    const there = region === undefined ? all : (this.split(kind.kind, all).get(region) ?? []);
    // Resources are filed under the name of their kind, so this list holds only that kind.
    return there as unknown as readonly Resource<K>[];
  }

  listing(kind: AnyKind, region?: string): Unknown | undefined {
    return this.holes.find((hole) => hole.kind === kind.kind && (region === undefined || hole.place.region === region))
      ?.unknown;
  }

  private split(kind: string, all: readonly Resource[]): Map<string, Resource[]> {
    const done = this.byRegion.get(kind);
    if (done) return done;
    const regions = new Map<string, Resource[]>();
    for (const resource of all) {
      const list = regions.get(resource.region);
      if (list) list.push(resource);
      else regions.set(resource.region, [resource]);
    }
    this.byRegion.set(kind, regions);
    return regions;
  }
}
