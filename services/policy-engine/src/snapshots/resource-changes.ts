/** What has changed in resources since they were judged the last time, read from the snapshots of then and now. */
import type { ResourceChange } from '@cspmexa/contracts';
import { AppError, type ObjectStore } from '@cspmexa/platform';
import { differences, type Resource } from '@cspmexa/resources';
import type { UnitPlace } from '../extent/extent.js';
import { storable, storableText } from '../findings/storable.js';
import { checkedSnapshot } from './open-snapshot.js';

/** A finding whose verdict is another one than before. */
export interface Flip {
  /** Its identity, as `keyOf` gives it. */
  readonly key: string;
  readonly resourceArn: string;
  readonly resourceKind: string;
  /** The facets that its policy reads. */
  readonly facets: readonly string[];
  /** Where the resource is listed. */
  readonly place: UnitPlace;
  /** Keys of snapshots. */
  readonly before: string;
  readonly after: string;
}

/** Differences that are kept with one change of a finding. */
const mostChanges = 50;

/** Resources of a snapshot that are in memory at once. */
const batch = 2_000;

/**
 * The differences by the key of the flip; null where the snapshot of then is gone, cannot be read, or did not list such resources whole.
 * A snapshot is read once for `batch` resources. @throws when the store fails.
 */
export async function resourceChanges(
  store: ObjectStore,
  awsAccountId: string,
  flips: readonly Flip[],
): Promise<Map<string, ResourceChange[] | null>> {
  const changes = new Map<string, ResourceChange[] | null>();
  const pairs = new Map<string, Flip[]>();
  for (const flip of flips) {
    const pair = `${flip.before}\0${flip.after}`;
    const others = pairs.get(pair);
    if (others) others.push(flip);
    else pairs.set(pair, [flip]);
  }
  for (const pair of pairs.values()) {
    const arns = [...new Set(pair.map(({ resourceArn }) => resourceArn))];
    for (let start = 0; start < arns.length; start += batch) {
      const now = new Set(arns.slice(start, start + batch));
      const some = pair.filter(({ resourceArn }) => now.has(resourceArn));
      await compare(store, awsAccountId, some, changes);
    }
  }
  return changes;
}

async function compare(
  store: ObjectStore,
  awsAccountId: string,
  flips: readonly Flip[],
  changes: Map<string, ResourceChange[] | null>,
): Promise<void> {
  const [first] = flips;
  if (!first) return;
  const after = await read(store, awsAccountId, flips, first.after);
  const before = first.before === first.after ? after : await read(store, awsAccountId, flips, first.before);
  for (const flip of flips) {
    const was = before?.resource(flip);
    const is = after?.resource(flip);
    changes.set(flip.key, was === undefined || is === undefined ? null : changesOf(flip, was, is));
  }
}

function changesOf({ facets }: Flip, before: Part | null, after: Part | null): ResourceChange[] {
  // What was not collected then, or is not now, is no change.
  const read = facets.filter((facet) => [before, after].every((part) => part === null || facet in part.facets));
  const picked = (part: Part | null): unknown =>
    part && { base: part.base, facets: Object.fromEntries(read.map((facet) => [facet, part.facets[facet]])) };
  return differences(picked(before) ?? undefined, picked(after) ?? undefined, mostChanges).map(
    (change) =>
      // Only what cannot be stored was replaced.
      storable(change) as ResourceChange,
  );
}

interface Part {
  readonly base: unknown;
  readonly facets: Readonly<Record<string, unknown>>;
}

interface Read {
  /** Undefined when the snapshot cannot say; null when it lists the kind whole and this resource is not there. */
  resource(flip: Flip): Part | null | undefined;
}

async function read(
  store: ObjectStore,
  awsAccountId: string,
  flips: readonly Flip[],
  key: string,
): Promise<Read | undefined> {
  const [first] = flips;
  if (!first) return undefined;
  const wanted = new Map<string, Set<string>>();
  for (const flip of flips) {
    const facets = wanted.get(nameOf(flip)) ?? new Set();
    for (const facet of flip.facets) facets.add(facet);
    wanted.set(nameOf(flip), facets);
  }
  const bytes = await store.get(key).catch((error: unknown) => {
    if (error instanceof AppError && error.code === 'not-found') return undefined;
    throw error;
  });
  if (!bytes) return undefined;
  const failures: Error[] = [];
  bytes.once('error', (error) => failures.push(error));
  const parts = new Map<string, Part>();
  try {
    const { header, resources } = await checkedSnapshot(bytes, { ...first.place, key }, awsAccountId);
    for await (const resource of resources) {
      const name = nameOf({ resourceKind: resource.kind, resourceArn: storableText(resource.arn) });
      const facets = wanted.get(name);
      if (facets && !parts.has(name)) parts.set(name, partOf(resource, facets));
    }
    const isWhole = (kind: string): boolean =>
      header.resources.length === 0 && header.kinds.includes(kind) && !header.holes.some((hole) => hole.kind === kind);
    return {
      resource: (flip) => parts.get(nameOf(flip)) ?? (isWhole(flip.resourceKind) ? null : undefined),
    };
  } catch (error) {
    // A store that fails may answer later; a snapshot that is spoilt never will, and must not hold up what is known.
    if (failures.length > 0) throw error;
    return undefined;
  }
}

const nameOf = ({ resourceKind, resourceArn }: Pick<Flip, 'resourceKind' | 'resourceArn'>): string =>
  `${resourceKind}\0${resourceArn}`;

const partOf = ({ base, facets }: Resource, wanted: ReadonlySet<string>): Part => ({
  base,
  facets: Object.fromEntries(Object.entries(facets).filter(([name]) => wanted.has(name))),
});
