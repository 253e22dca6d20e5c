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

/** Listings that failed, found by kind. */
export class Holes {
  readonly all: Hole[] = [];
  private readonly byKind = new Map<string, Hole[]>();

  add(hole: Hole): void {
    this.all.push(hole);
    const list = this.byKind.get(hole.kind);
    if (list) list.push(hole);
    else this.byKind.set(hole.kind, [hole]);
  }

  /** Why the listing of a kind is incomplete, in one region or anywhere. */
  of(kind: string, region?: string): Unknown | undefined {
    return this.byKind.get(kind)?.find(({ place }) => region === undefined || place.region === region)?.unknown;
  }
}

/** A world held in memory. Resources and holes may still be added until the first question is asked. */
export class MemoryWorld implements World {
  private readonly byKind = new Map<string, Resource[]>();
  private readonly byRegion = new Map<string, Map<string, Resource[]>>();
  private readonly failed = new Holes();

  add(resource: Resource): void {
    const list = this.byKind.get(resource.kind);
    if (list) list.push(resource);
    else this.byKind.set(resource.kind, [resource]);
  }

  addHole(hole: Hole): void {
    this.failed.add(hole);
  }

  get holes(): readonly Hole[] {
    return this.failed.all;
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
    return this.failed.of(kind.kind, region);
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
