/** The world as far as the scan was asked to look: what lies outside is not empty, it is not known. */
import { Holes, type Hole, type World } from '@cspmexa/policy-kit';
import { unknown, type AnyKind, type Resource, type Unknown } from '@cspmexa/resources';
import { ResourceStore } from './resource-store.js';

/** A world whose listings are incomplete where the scan's scope ends. It holds as objects only what is being looked at. */
export class ScopedWorld implements World {
  private readonly store = new ResourceStore();
  private readonly failed = new Holes();
  private readonly inUse = new Map<string, readonly Resource[]>();

  /**
   * @param services that are scanned; @param regions asked for, none for all; @param regionsHole why the account's list of regions
   * could not be read.
   */
  constructor(
    private readonly services: readonly string[],
    private readonly regions: readonly string[],
    private readonly regionsHole: Unknown | undefined,
  ) {}

  add(resource: Resource): void {
    this.store.add(resource);
  }

  addHole(hole: Hole): void {
    this.failed.add(hole);
  }

  get holes(): readonly Hole[] {
    return this.failed.all;
  }

  resources<K extends AnyKind>({ kind }: K, region?: string): readonly Resource<K>[] {
    const key = `${kind} ${region ?? ''}`;
    const found = this.inUse.get(key) ?? [...this.store.of(kind, region)];
    this.inUse.set(key, found);
    return found as readonly Resource<K>[]; // filed under the name of their kind
  }

  /** Lets go of what was looked at; it can be looked at again. */
  release(): void {
    this.inUse.clear();
  }

  listing(kind: AnyKind, region?: string): Unknown | undefined {
    const hole = this.failed.of(kind.kind, region);
    if (hole) return hole;
    if (!this.services.includes(kind.service))
      return unknown('not-collected', '', `The scan was not asked to look at ${kind.service}.`);
    if (kind.scope === 'global' || region !== undefined) return undefined;
    return this.regions.length > 0
      ? unknown('not-collected', '', 'The scan was not asked to look at every region.')
      : this.regionsHole;
  }
}
