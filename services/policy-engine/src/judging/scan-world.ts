/** The world of a scan, for policies that read other resources: what was collected of it, and what is missing. */
import type { ScanScope } from '@cspmexa/contracts';
import { planFor, type Plan } from '@cspmexa/collector-kit';
import { MemoryWorld, type Hole, type Policy } from '@cspmexa/policy-kit';
import {
  findKind,
  unknown,
  type AnyKind,
  type Resource,
  type SnapshotHeader,
  type SnapshotReader,
} from '@cspmexa/resources';
import type { UnitPlace } from '../extent/extent.js';
import { outOfScope } from '../tallies/tally.js';
import { holesOf } from './snapshot-hole.js';

/** What a scan set out to look at, and whether all of its units brought something. */
export interface ScanExtent {
  readonly scope: ScanScope;
  readonly isComplete: boolean;
  /** Places that earlier scans looked at: one that is missing now was lost. */
  readonly places: readonly UnitPlace[];
}

/** The resources and listings of a scan that some policies need. Filled snapshot by snapshot, then closed. */
export class ScanWorld {
  readonly world = new MemoryWorld();
  readonly headers: SnapshotHeader[] = [];
  /** Listings that failed although the scan was to make them. */
  readonly failures: Hole[] = [];
  private readonly plan: Plan;
  /** Regions in which units looked, now or earlier, and those in which resources live. */
  private readonly regions = new Map<string, 'looked-at' | 'lived-in'>();

  constructor(readonly policies: readonly Policy[]) {
    this.plan = planFor(policies);
  }

  /** Adds a snapshot, without the kinds and facets that nobody needs. @throws when it is cut. */
  async add({ header, resources }: SnapshotReader): Promise<void> {
    this.headers.push(header);
    if (header.place.region !== 'global') this.regions.set(header.place.region, 'looked-at');
    for (const hole of holesOf(header)) {
      this.world.addHole(hole);
      this.failures.push(hole);
    }
    for await (const resource of resources) {
      const facets = this.plan.get(resource.kind);
      if (!facets) continue;
      this.world.add(trimmed(resource, facets));
      if (resource.region !== 'global' && !this.regions.has(resource.region))
        this.regions.set(resource.region, 'lived-in');
    }
  }

  /** Adds the holes of what no snapshot covers. Call it once, after the last snapshot. */
  close(extent: ScanExtent): void {
    for (const { region } of extent.places) if (region !== 'global') this.regions.set(region, 'looked-at');
    for (const name of this.plan.keys()) {
      const kind = findKind(name);
      if (!kind) continue;
      const regions = kind.scope === 'global' ? ['global'] : [...this.regions.keys()];
      for (const region of regions) if (!this.covers(kind, region)) this.addMissing(kind, region, extent);
      // Which regions there are is known only when every unit of an unlimited scan has come back: else "in all regions" is unknown.
      const isLimited = extent.scope.regions.length > 0 || extent.scope.resources.length > 0;
      if (kind.scope === 'regional' && (!extent.isComplete || isLimited))
        this.world.addHole(this.hole(kind, anyRegion, 'not every region was looked at', outOfScope));
    }
  }

  /**
   * Adds the holes of what is not there, for a world of what was collected last, place by place: that nobody has it does not mean that it was
   * lost, and which regions there are besides is not known, so that what rests on them stays as it was. Instead of `close`.
   */
  closeKept(): void {
    for (const name of this.plan.keys()) {
      const kind = findKind(name);
      if (!kind) continue;
      const regions = kind.scope === 'global' ? ['global'] : [...this.regions.keys(), anyRegion];
      for (const region of regions)
        if (!this.covers(kind, region))
          this.world.addHole(this.hole(kind, region, `${kind.service} in ${region} is not kept`, outOfScope));
    }
  }

  /** Whether the policies need anything of a service. */
  needs(service: string): boolean {
    return [...this.plan.keys()].some((kind) => findKind(kind)?.service === service);
  }

  /** The resources on which the policies judge. */
  *subjects(): Generator<Resource> {
    for (const kind of new Set(this.policies.map(({ on }) => on))) yield* this.world.resources(kind);
  }

  private covers(kind: AnyKind, region: string): boolean {
    return this.headers.some(
      ({ service, place, kinds }) => service === kind.service && place.region === region && kinds.includes(kind.kind),
    );
  }

  private addMissing(kind: AnyKind, region: string, { scope }: ScanExtent): void {
    // A scan of some resources alone looks at no place but theirs.
    const isAsked = scope.resources.length === 0 && isInScope(scope, { service: kind.service, region });
    const hole = isAsked
      ? this.hole(kind, region, `${kind.service} in ${region} brought no result`, '')
      : this.hole(kind, region, `${kind.service} in ${region} was not part of the scan`, outOfScope);
    this.world.addHole(hole);
    if (isAsked && this.regions.get(region) !== 'lived-in') this.failures.push(hole);
  }

  private hole(kind: AnyKind, region: string, why: string, action: string): Hole {
    const [first] = this.headers;
    const place = { partition: 'aws', accountId: '', ...first?.place, region };
    return { kind: kind.kind, place, unknown: unknown('not-collected', action, `${kind.kind}: ${why}.`) };
  }
}

/** Whether a scan of this scope looks at a place. */
export const isInScope = (
  { services, regions }: Pick<ScanScope, 'services' | 'regions'>,
  { service, region }: UnitPlace,
): boolean =>
  (services.length === 0 || services.some((asked) => asked === service)) &&
  (region === 'global' || regions.length === 0 || regions.some((asked) => asked === region));

/** A place that no resource is in: it counts only for lookups over all regions. */
const anyRegion = '*';

const trimmed = (resource: Resource, facets: ReadonlySet<string>): Resource => ({
  ...resource,
  facets: Object.fromEntries(Object.entries(resource.facets).filter(([name]) => facets.has(name))),
});
