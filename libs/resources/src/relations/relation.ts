/** How a kind says what its resources refer to. */
import type { AnyKind, BaseOf, FacetName, FacetValue, Place } from '../kind.js';
import type { RelationName } from './relation-names.js';

/** What a resource says of another. */
export interface Relation {
  /** As the resource at hand sees it. */
  readonly relation: RelationName;
  /** The kind of the other; null when it is none that we collect, or may be anything. */
  readonly kind: string | null;
  /** Its ARN; or the id or name that AWS gives it, which holds within the account and region of the resource at hand. `*` is everybody. */
  readonly ref: string;
  /** For example the condition of a trust, or the ports of a rule. */
  readonly detail: string | null;
}

/** What the base of a kind tells, and what each facet; `relations` are those that stay in the dark while the facet is unknown. */
export interface RelationRule<K extends AnyKind = AnyKind> {
  readonly kind: K;
  readonly base: (base: BaseOf<K>, place: Place) => readonly Relation[];
  readonly facets: {
    readonly [F in FacetName<K>]?: {
      readonly relations: readonly RelationName[];
      readonly read: (value: FacetValue<K, F>, base: BaseOf<K>, place: Place) => readonly Relation[];
    };
  };
}

interface Told<K extends AnyKind> {
  readonly base?: RelationRule<K>['base'];
  readonly facets?: RelationRule<K>['facets'];
}

/** Declares what resources of a kind refer to. */
export const relationRule = <K extends AnyKind>(kind: K, { base, facets }: Told<K> = {}): RelationRule<K> => ({
  kind,
  base: base ?? (() => []),
  facets: facets ?? {},
});

/** Relations to resources of one kind; what is empty is left out. */
export const to = (
  relation: RelationName,
  kind: { readonly kind: string } | null,
  refs: readonly (string | null | undefined)[] | string | null | undefined,
  detail: string | null = null,
): Relation[] =>
  (typeof refs === 'string' ? [refs] : (refs ?? []))
    .filter((ref): ref is string => typeof ref === 'string' && ref !== '')
    .map((ref) => ({ relation, kind: kind?.kind ?? null, ref, detail }));
