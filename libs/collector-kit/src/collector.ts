/** One file per kind of resource: how it is listed, where each facet comes from, and which errors are answers. */
import type { AnyKind, FacetName, Place } from '@cspmexa/resources';
import { listingOf, type Aws, type Listing, type Pages } from './aws.js';

/**
 * Something that is loaded once per unit and read by several facets or collectors. `actions` are the IAM actions it
 * needs.
 */
export interface Source<T> {
  readonly actions: readonly string[];
  /** @throws CallFailure; whoever reads it is then unknown for that reason. */
  readonly load: (aws: Aws) => Promise<T>;
}

/** Declares a source; an identity function that keeps the type. */
export const defineSource = <T>(source: Source<T>): Source<T> => source;

/** A source of a list that may be long. Who only walks through it takes page by page, and none is kept. */
export interface ListSource<T> extends Source<Listing<T>> {
  readonly pages?: (aws: Aws) => Pages<T>;
}

export type PagedSource<T> = Required<ListSource<T>>;

/** Declares a list that is read page by page. */
export const definePages = <T>(actions: readonly string[], pages: (aws: Aws) => Pages<T>): PagedSource<T> => ({
  actions,
  pages,
  load: (aws) => listingOf(pages(aws)),
});

/** What a reader gives for a facet that another one makes needless; the resource is then without it. */
export const notNeeded = Symbol('notNeeded');

/** A facet that the listing gave already. */
interface FromListing<Raw> {
  readonly via: 'listing';
  readonly read: (raw: Raw, place: Place) => unknown;
}
/** A facet that is worked out of a source. */
interface FromSource<Raw> {
  readonly via: 'source';
  readonly source: Source<any>; // each facet has its own source; fromSource ties its type to read
  readonly read: (loaded: any, raw: Raw, place: Place) => unknown;
}
/** A facet that needs calls of its own for each resource. */
interface FromCall<Raw> {
  readonly via: 'call';
  readonly action: string;
  /** Further IAM actions that AWS asks for. */
  readonly alsoNeeds?: readonly string[];
  /** The value, or `notNeeded`. @throws CallFailure; an error code that is declared in `absent` is an answer. */
  readonly read: (aws: Aws, raw: Raw, place: Place) => Promise<unknown>;
  /** AWS error codes that are answers, with the value they mean. */
  readonly absent?: Readonly<Record<string, unknown>>;
}
export type FacetReader<Raw> = FromListing<Raw> | FromSource<Raw> | FromCall<Raw>;

export const fromListing = <Raw>(read: FromListing<Raw>['read']): FacetReader<Raw> => ({ via: 'listing', read });

export const fromSource = <T, Raw>(
  source: Source<T>,
  read: (loaded: T, raw: Raw, place: Place) => unknown,
): FacetReader<Raw> => ({ via: 'source', source, read });

export const fromCall = <Raw>(call: Omit<FromCall<Raw>, 'via'>): FacetReader<Raw> => ({ via: 'call', ...call });

export interface Collector<K extends AnyKind = AnyKind, Raw = any> {
  readonly collects: K;
  /** The IAM action whose failure leaves the kind unlisted. */
  readonly list: ListSource<Raw>;
  /** What identifies it, parsed by the kind's schema. A raw item that the schema refuses is a hole in the listing. */
  readonly base: (raw: Raw, place: Place) => unknown;
  /** Where this one lives, if not in the unit's region: a bucket. */
  readonly region?: (raw: Raw) => string;
  readonly tags?: (raw: Raw) => Record<string, string>;
  readonly facets: { readonly [F in FacetName<K>]: FacetReader<Raw> };
}

/**
 * Declares a collector: `defineCollector<RawBucket>()({ collects: S3Bucket, … })`. A facet of the kind that has no
 * reader does not compile.
 */
export const defineCollector =
  <Raw>() =>
  <K extends AnyKind>(collector: Collector<K, Raw>): Collector<K, Raw> =>
    collector;

/** AWS's tag lists as a record. */
export const tagsOf = (
  tags: readonly { Key?: string | undefined; Value?: string | undefined }[] | undefined,
): Record<string, string> =>
  Object.fromEntries(
    (tags ?? []).flatMap(({ Key, Value }) =>
      Key === undefined ? [] : [[Key, typeof Value === 'string' ? Value : '']],
    ),
  );

/** A date that AWS always sends: undefined, which no schema accepts, where there is none. */
export const whenOf = (date: Date | undefined): string | undefined => isoOf(date) ?? undefined;

/**
 * A date of the SDK as ISO text; null where there is none. An invalid date stays invalid, so that the schema refuses
 * it.
 */
export const isoOf = (date: Date | undefined | null): string | null =>
  date === undefined || date === null ? null : Number.isNaN(date.getTime()) ? 'invalid date' : date.toISOString();
