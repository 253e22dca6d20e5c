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
import type { Aws } from './aws.js';
import { CallFailure, failureOf } from './classify.js';
import type { Collector, FacetReader } from './collector.js';
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
  resource(resource: Resource): void;
  hole(hole: ListingHole): void;
}

/** Resources of one kind that are read at once; the calls themselves are bounded by AccountLimits. */
const resourcesAtOnce = 32;

/** Collects the kinds of one service in one region. Throws only when the scan was stopped. */
export async function collectUnit(collectors: readonly Collector[], plan: Plan, aws: Aws, sink: Sink): Promise<void> {
  await Promise.all(
    collectors.map((collector) => collectKind(collector, plan.get(collector.collects.kind) ?? new Set(), aws, sink)),
  );
  if (aws.stopped) throw new Error('The scan was stopped.');
}

async function collectKind(collector: Collector, wanted: ReadonlySet<string>, aws: Aws, sink: Sink): Promise<void> {
  const kind = collector.collects;
  const [action = ''] = collector.list.actions;
  const hole = (why: Unknown): void => sink.hole({ kind: kind.kind, place: aws.place, unknown: why });
  const listing = await aws
    .load(collector.list)
    .catch((thrown: unknown) => ({ items: [], hole: failureOf(action, thrown).unknown }));
  if (listing.hole) hole(listing.hole);
  let refused = 0;
  await eachOf(listing.items, resourcesAtOnce, async (raw: unknown) => {
    const resource = await collectOne(collector, wanted, aws, raw, action);
    if (resource) sink.resource(resource);
    else refused += 1;
  });
  if (refused > 0) {
    const why = unknown('malformed', action, `${refused} of the listed ${kind.kind} make no sense.`);
    aws.blind(why);
    hole(why);
  }
}

/** One resource, or undefined when what the listing says of it does not even identify it. */
async function collectOne(
  collector: Collector,
  wanted: ReadonlySet<string>,
  aws: Aws,
  raw: unknown,
  listAction: string,
): Promise<Resource | undefined> {
  const kind = collector.collects;
  const place = {
    ...aws.place,
    ...(collector.region ? attempt(() => ({ region: collector.region?.(raw) ?? '' })) : {}),
  };
  const base = attempt(() => kind.base.safeParse(collector.base(raw, place)));
  if (!base?.success) return undefined;
  const arn = kind.arn(place, kind.id(base.data));
  const names = Object.keys(kind.facets).filter((name) => wanted.has(name));
  const facets = await Promise.all(
    names.map(async (name): Promise<[string, Facet<unknown>]> => {
      // `facets` and `kind.facets` have the same keys: defineCollector does not compile otherwise.
      const facet = await readFacet(
        kind,
        name,
        collector.facets[name] as FacetReader<unknown>,
        aws,
        raw,
        place,
        listAction,
      );
      if (!facet.known) aws.blind(facet, arn, place.region);
      return [name, facet];
    }),
  );
  const tags = attempt(() => collector.tags?.(raw)) ?? tagsAmong(facets);
  return resourceOf(kind, place, base.data, Object.fromEntries(facets), tags);
}

/** Tags that have to be asked for are a facet. */
function tagsAmong(facets: readonly (readonly [string, Facet<unknown>])[]): Record<string, string> {
  const found = facets.find(([name]) => name === 'tags')?.[1];
  return found?.known ? (Tags.safeParse(found.value).data ?? {}) : {};
}

const Tags = z.record(z.string(), z.string());

async function readFacet(
  kind: AnyKind,
  name: string,
  reader: FacetReader<unknown>,
  aws: Aws,
  raw: unknown,
  place: Place,
  listAction: string,
): Promise<Facet<unknown>> {
  const action =
    reader.via === 'call' ? reader.action : reader.via === 'source' ? (reader.source.actions[0] ?? '') : listAction;
  try {
    return parse(kind.facets[name], await valueOf(reader, aws, raw, place), action);
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
