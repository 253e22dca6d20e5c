/** The shape of every kind of AWS resource: a base that its listing gives, and facets that are each known or unknown. */
import type { AwsService } from '@cspmexa/contracts';
import type { z } from 'zod';
import type { Facet } from './facet.js';

/** Where a resource lives. `region` is 'global' for services without regions. */
export interface Place {
  readonly partition: string;
  readonly accountId: string;
  readonly region: string;
}

export type FacetSchemas = Readonly<Record<string, z.ZodType>>;

/**
 * A kind of resource. `base` holds what identifies it and joins it to others; everything that a policy judges is a facet.
 * `arn` must also accept `'*'` as `id`, for "any resource of this kind here".
 */
export interface Kind<
  Name extends string = string,
  Base extends z.ZodType = z.ZodType,
  Facets extends FacetSchemas = FacetSchemas,
> {
  readonly kind: Name;
  readonly service: AwsService;
  /** One per account (`account`), one per account and region (`region`), or many (`many`). */
  readonly cardinality: 'account' | 'region' | 'many';
  /** Where it is listed: once for the account, or once a region. A bucket is listed globally and lives in a region. */
  readonly scope: 'global' | 'regional';
  readonly base: Base;
  readonly facets: Facets;
  /** The identifier within its place, from the base. */
  readonly id: (base: z.output<Base>) => string;
  readonly name?: (base: z.output<Base>) => string | null;
  readonly arn: (place: Place, id: string) => string;
  /** A healthy resource of this kind: the starting point of every example and the documentation of the shape. */
  readonly example: {
    readonly base: z.input<Base>;
    readonly facets: { readonly [F in keyof Facets]: z.input<Facets[F]> };
  };
}

export type AnyKind = Kind<string, z.ZodType, FacetSchemas>;

/** Declares a kind; an identity function that keeps the literal types. */
export const defineKind = <const Name extends string, Base extends z.ZodType, const Facets extends FacetSchemas>(
  kind: Kind<Name, Base, Facets>,
): Kind<Name, Base, Facets> => kind;

export type BaseOf<K extends AnyKind> = z.output<K['base']>;
export type FacetName<K extends AnyKind> = keyof K['facets'] & string;
export type FacetValue<K extends AnyKind, F extends FacetName<K>> = z.output<K['facets'][F]>;

/** One resource as it was collected. A facet that was not asked for is missing. */
export interface Resource<K extends AnyKind = AnyKind> extends Place {
  readonly kind: K['kind'];
  readonly arn: string;
  readonly id: string;
  readonly name: string | null;
  readonly tags: Readonly<Record<string, string>>;
  readonly base: BaseOf<K>;
  readonly facets: { readonly [F in FacetName<K>]?: Facet<FacetValue<K, F>> };
}

/** Builds a resource around a parsed base. */
export function resourceOf<K extends AnyKind>(
  kind: K,
  place: Place,
  base: BaseOf<K>,
  facets: Resource<K>['facets'],
  tags: Record<string, string> = {},
): Resource<K> {
  const id = kind.id(base);
  const name = kind.name?.(base) ?? tags['Name'] ?? id;
  return { ...place, kind: kind.kind, arn: kind.arn(place, id), id, name, tags, base, facets };
}
