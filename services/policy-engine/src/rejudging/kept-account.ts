/** Walks what was collected last of an account, for one policy: place by place, each resource as it was seen the last time. */
import type { Resource, SnapshotHeader } from '@cspmexa/resources';
import type { ObjectStore } from '@cspmexa/platform';
import { Judge, readsOthers, type Hole, type Policy, type SetValues, type World } from '@cspmexa/policy-kit';
import { keyOfPlace, type PlaceRecord, type ResourceRecord } from '../extent/extent.js';
import { storableText } from '../findings/storable.js';
import { ScanWorld } from '../judging/scan-world.js';
import { holesOf } from '../judging/snapshot-hole.js';
import { listedIn } from '../policies/catalogue.js';
import type { OpenSnapshot } from '../snapshots/open-snapshot.js';
import type { KeptPlaces } from './kept-places.js';
import { openKept, Unreadable } from './kept-snapshot.js';

/** A resource of a place, and when it was collected. */
export interface KeptResource {
  readonly resource: Resource;
  readonly at: Date;
  /** It was looked at since, and the snapshot of that is gone: what this one says is out of date. */
  readonly isStale: boolean;
}

/** A place that can be read. */
export interface KeptPlace {
  readonly record: PlaceRecord;
  readonly header: SnapshotHeader;
  readonly at: Date;
  /** Listings of the policy's own kind that failed. */
  readonly holes: readonly Hole[];
  /** Walk it to its end before the next place. @throws Unreadable */
  readonly resources: AsyncIterable<KeptResource>;
}

export class KeptAccount {
  /** Keys of snapshots that turned out to be gone or spoilt. */
  private readonly unreadable = new Set<string>();
  private world: World | undefined;
  private readonly judges = new Map<SetValues, Judge>();

  constructor(
    private readonly store: ObjectStore,
    private readonly policy: Policy,
    private readonly kept: KeptPlaces,
    /** Asked before each place: when it is time to stop, no other one is walked. */
    private readonly isOver: () => boolean = () => false,
  ) {}

  /** How many places the policy judges, whether they can be read or not. */
  get size(): number {
    return this.ownPlaces.length;
  }

  /**
   * Runs `walk` over the places that the policy judges and that can be read; again from its start whenever a snapshot turns out to be gone or
   * spoilt, without that one. @throws the store's own error when the store fails.
   */
  async walk<T>(walk: (places: AsyncIterable<KeptPlace>) => Promise<T>): Promise<T> {
    for (;;) {
      this.judges.clear();
      try {
        return await walk(readsOthers(this.policy) ? this.ofWorld() : this.ofUnits());
      } catch (error) {
        if (!(error instanceof Unreadable)) throw error;
        this.unreadable.add(error.key);
      }
    }
  }

  /** A judge of the policy, set so, at the time of a collection. Ask for it while walking. */
  judge(set: SetValues, at: Date): Judge {
    const known = this.judges.get(set);
    const judge = known ?? new Judge([this.policy], at, this.world, { [this.policy.id]: set });
    if (!known) this.judges.set(set, judge);
    return judge.at(at);
  }

  private async *ofUnits(): AsyncGenerator<KeptPlace> {
    for (const record of this.ownPlaces) {
      if (this.isOver()) return;
      const place = await this.open(record);
      if (place) yield place;
    }
  }

  /** Of everything that the policy reads, at once. */
  private async *ofWorld(): AsyncGenerator<KeptPlace> {
    const scanned = new ScanWorld([this.policy]);
    const places: KeptPlace[] = [];
    const special = new Map<string, KeptResource>();
    for (const record of this.kept.places) {
      if (this.isOver()) return;
      const place = await this.open(record);
      if (!place) continue;
      places.push(place);
      const noted = async function* (): AsyncGenerator<Resource> {
        for await (const one of place.resources) {
          if (one.isStale || one.at !== place.at) special.set(nameOf(one.resource), one);
          yield one.resource;
        }
      };
      await scanned.add({ header: place.header, resources: noted() });
    }
    scanned.closeKept();
    this.world = scanned.world;
    const own = new Set(this.ownPlaces.map(keyOfPlace));
    for (const place of places.filter(({ record }) => own.has(keyOfPlace(record))))
      yield { ...place, resources: subjectsIn(scanned, place, special) };
  }

  private async open(record: PlaceRecord): Promise<KeptPlace | undefined> {
    const { snapshotKey } = record;
    if (snapshotKey === null || !this.isReadable(snapshotKey)) return undefined;
    const opened = await openKept(this.store, { ...record, key: snapshotKey }, this.kept.awsAccountId);
    const { header } = opened;
    return {
      ...{ record, header, at: timeOf(header) },
      holes: holesOf(header).filter(({ kind }) => kind === this.policy.on.kind),
      resources: this.merged(record, opened),
    };
  }

  /** What was judged by itself since, then the rest as the place was collected. */
  private async *merged(record: PlaceRecord, opened: OpenSnapshot): AsyncGenerator<KeptResource> {
    const newer = this.kept.newer.get(keyOfPlace(record)) ?? new Map<string, ResourceRecord>();
    const covered = new Set([...newer].flatMap(([arn, { gone }]) => (gone ? [arn] : [])));
    const at = timeOf(opened.header);
    try {
      for (const key of new Set([...newer.values()].flatMap(({ gone, snapshotKey }) => (gone ? [] : [snapshotKey])))) {
        if (!this.isReadable(key)) continue;
        const alone = await openKept(this.store, { ...record, key }, this.kept.awsAccountId);
        const then = timeOf(alone.header);
        for await (const resource of alone.resources) {
          const arn = storableText(resource.arn);
          const note = newer.get(arn);
          if (!note || note.gone || note.snapshotKey !== key) continue;
          covered.add(arn);
          yield { resource, at: then, isStale: false };
        }
      }
      for await (const resource of opened.resources) {
        const arn = storableText(resource.arn);
        if (!covered.has(arn)) yield { resource, at, isStale: newer.has(arn) };
      }
    } finally {
      opened.close();
    }
  }

  private isReadable(key: string | null): boolean {
    return key !== null && !this.unreadable.has(key);
  }

  private get ownPlaces(): PlaceRecord[] {
    const { service, scope } = this.policy.on;
    return this.kept.places.filter(
      (place) => place.service === service && (scope === 'global') === (place.region === 'global'),
    );
  }
}

async function* subjectsIn(
  { world, policies }: ScanWorld,
  { record, at }: KeptPlace,
  special: ReadonlyMap<string, KeptResource>,
): AsyncGenerator<KeptResource> {
  for (const kind of new Set(policies.map(({ on }) => on)))
    for (const resource of world.resources(kind)) {
      if (listedIn(resource.kind, resource.region) !== record.region) continue;
      const { at: then, isStale } = special.get(nameOf(resource)) ?? { at, isStale: false };
      yield { resource, at: then, isStale };
    }
}

const nameOf = ({ kind, arn }: Resource): string => `${kind}\0${arn}`;
const timeOf = ({ collectedAt }: SnapshotHeader): Date => new Date(collectedAt);
