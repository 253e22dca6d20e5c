/** Collects one unit: lists each kind, reads each facet, and lets no failure spread beyond what it concerns. */
import {
  known,
  resourceOf,
  unknown,
  type AnyKind,
  type Facet,
  type Place,
  type Resource,
  type Unknown,
} from '@cspmexa/resources';
import { z } from 'zod';
import type { Aws, Listing, Pages } from './aws.js';
import { CallFailure, failureOf } from './classify.js';
import { notNeeded, type Collector, type FacetReader } from './collector.js';
import { eachOf } from './limit.js';
import type { Plan } from './plan.js';

/** A listing that failed or is incomplete, in the unit's place. */
export interface ListingHole {
  readonly kind: string;
  readonly place: Place;
  readonly unknown: Unknown;
}

/** Where what is collected goes. */
export interface Sink {
  /** A promise that it gives back is waited for before more is collected. */
  resource(resource: Resource): unknown;
  hole(hole: ListingHole): void;
}

/** Resources of one kind that are read at once; the calls themselves are bounded by AccountLimits. */
const resourcesAtOnce = 32;
/** Resources of one kind that may wait for calls while others are read in their place. */
const waitingAtMost = 1_000;

export interface CollectOptions {
  /**
   * ARNs by kind. A kind that is in it is listed whole, which tells what exists, but only these of its resources are read
   * and handed to the sink.
   */
  readonly only?: ReadonlyMap<string, ReadonlySet<string>>;
  /** Of a kind that is in `only`: facets with which its other resources are read and handed to the sink all the same. */
  readonly beside?: Plan;
}

/** Collects the kinds of one service in one region. Throws only when the scan was stopped. */
export async function collectUnit(
  collectors: readonly Collector[],
  plan: Plan,
  aws: Aws,
  sink: Sink,
  { only, beside }: CollectOptions = {},
): Promise<void> {
  await Promise.all(
    collectors.map((collector) => {
      const { kind } = collector.collects;
      const facets = plan.get(kind) ?? new Set();
      const arns = only?.get(kind);
      const facetsOf = (arn: string) => (!arns || arns.has(arn) ? facets : beside?.get(kind));
      return collectKind(collector, facetsOf, aws, sink);
    }),
  );
  if (aws.stopped) throw new Error('The scan was stopped.');
}

/** The facets that are wanted of a resource; undefined when it is not wanted at all. */
type Wanted = (arn: string) => ReadonlySet<string> | undefined;

async function collectKind(collector: Collector, facetsOf: Wanted, aws: Aws, sink: Sink): Promise<void> {
  const kind = collector.collects;
  const [action = ''] = collector.list.actions;
  const hole = (why: Unknown): void => sink.hole({ kind: kind.kind, place: aws.place, unknown: why });
  let refused = 0;
  await eachYielding(listed(collector, aws, hole), async (raw: unknown, onWait) => {
    const found = identify(collector, aws, raw);
    const facets = found && facetsOf(found.arn);
    if (!found) refused += 1;
    else if (facets) await sink.resource(await readOne(collector, facets, aws.yielding(onWait), raw, found, action));
  });
  if (refused > 0) {
    const why = unknown('malformed', action, `${refused} of the listed ${kind.kind} make no sense.`);
    aws.blind(why);
    hole(why);
  }
}

/** What a collector lists, and in the end why it is not all. A long list is read while its items are, and never in memory as a whole. */
async function* listed(collector: Collector, aws: Aws, hole: (why: Unknown) => void): AsyncGenerator {
  const { list } = collector;
  try {
    const pages = list.pages?.(aws) ?? onePage(aws.load(list));
    let next = pages.next();
    for (;;) {
      const { done, value } = await next;
      if (done) return value && hole(value);
      next = pages.next();
      next.catch(() => undefined); // its failure is thrown where it is awaited
      for (const item of value) yield item;
    }
  } catch (thrown) {
    hole(failureOf(list.actions[0] ?? '', thrown).unknown);
  }
}

async function* onePage<T>(loading: Promise<Listing<T>>): Pages<T> {
  const { items, hole } = await loading;
  yield items;
  return hole;
}

/** Runs a task for each item, some at a time; one that says that it waits makes room for another. */
async function eachYielding<T>(
  items: AsyncIterable<T>,
  task: (item: T, onWait: () => void) => Promise<void>,
): Promise<void> {
  const waiting = new Set<Promise<void>>();
  await eachOf(
    items,
    resourcesAtOnce,
    (item) =>
      new Promise((resolve, reject) => {
        const onWait = (): void =>
          // Not at once: the task may have to wait before it has begun.
          queueMicrotask(() => {
            if (waiting.size >= waitingAtMost) return;
            waiting.add(done);
            resolve();
          });
        const done = task(item, onWait).finally(() => waiting.delete(done));
        done.then(resolve, reject);
      }),
  );
  await Promise.all(waiting);
}

/** What identifies a resource. */
interface Identified {
  readonly place: Place;
  readonly base: unknown;
  readonly arn: string;
}

/** Undefined when what the listing says of a resource does not even identify it. */
function identify(collector: Collector, aws: Aws, raw: unknown): Identified | undefined {
  const { collects: kind, region } = collector;
  const place = { ...aws.place, ...(region ? attempt(() => ({ region: region(raw) })) : {}) };
  const base = attempt(() => kind.base.safeParse(collector.base(raw, place)));
  return base?.success ? { place, base: base.data, arn: kind.arn(place, kind.id(base.data)) } : undefined;
}

async function readOne(
  collector: Collector,
  wanted: ReadonlySet<string>,
  aws: Aws,
  raw: unknown,
  { place, base, arn }: Identified,
  listAction: string,
): Promise<Resource> {
  const kind = collector.collects;
  const names = Object.keys(kind.facets).filter((name) => wanted.has(name));
  const facets = await Promise.all(
    names.map(async (name): Promise<readonly [string, Facet<unknown>] | undefined> => {
      // `facets` and `kind.facets` have the same keys: defineCollector does not compile otherwise.
      const reader = collector.facets[name] as FacetReader<unknown>;
      const facet = await readFacet(kind, name, reader, aws, raw, place, listAction);
      if (facet && !facet.known) aws.blind(facet, arn, place.region);
      return facet && [name, facet];
    }),
  );
  const read = facets.filter((facet) => facet !== undefined);
  const tags = attempt(() => collector.tags?.(raw)) ?? tagsAmong(read);
  return resourceOf(kind, place, base, Object.fromEntries(read), tags);
}

/** Tags that have to be asked for are a facet. */
function tagsAmong(facets: readonly (readonly [string, Facet<unknown>])[]): Record<string, string> {
  const found = facets.find(([name]) => name === 'tags')?.[1];
  return found?.known ? (Tags.safeParse(found.value).data ?? {}) : {};
}

const Tags = z.record(z.string(), z.string());

/** Undefined for a facet that is not needed. */
async function readFacet(
  kind: AnyKind,
  name: string,
  reader: FacetReader<unknown>,
  aws: Aws,
  raw: unknown,
  place: Place,
  listAction: string,
): Promise<Facet<unknown> | undefined> {
  const action =
    reader.via === 'call' ? reader.action : reader.via === 'source' ? (reader.source.actions[0] ?? '') : listAction;
  try {
    const value = await valueOf(reader, aws, raw, place);
    return value === notNeeded ? undefined : parse(kind.facets[name], value, action);
  } catch (thrown) {
    if (thrown instanceof CallFailure) {
      if (reader.via === 'call' && reader.absent && Object.hasOwn(reader.absent, thrown.code))
        return parse(kind.facets[name], reader.absent[thrown.code], action);
      return thrown.unknown;
    }
    // Reading an answer broke: it does not have the shape that AWS promises.
    return unknown('malformed', action, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

const valueOf = async (reader: FacetReader<unknown>, aws: Aws, raw: unknown, place: Place): Promise<unknown> => {
  if (reader.via === 'listing') return reader.read(raw, place);
  if (reader.via === 'source') return reader.read(await aws.load(reader.source), raw, place);
  return reader.read(reader.absent ? aws.expecting(Object.keys(reader.absent)) : aws, raw, place);
};

function parse(schema: z.ZodType | undefined, value: unknown, action: string): Facet<unknown> {
  const parsed = schema?.safeParse(value);
  if (parsed?.success) return known(parsed.data);
  const [issue] = parsed?.error.issues ?? [];
  return unknown('malformed', action, `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'no schema'}`);
}

function attempt<T>(task: () => T): T | undefined {
  try {
    return task();
  } catch {
    return undefined; // hostile input: the caller treats what is missing as malformed
  }
}
