/** A rule is one file: what it means, a pure check over plain data, and examples that are its tests and its documentation. */
import type { ControlId, PeerCheck } from '@cspmexa/frameworks';
import type { AnyKind, BaseOf, Facet, FacetName, FacetValue, Resource, Unknown } from '@cspmexa/resources';
import type { Indexes, Related } from './lookup.js';
import type { Outcome, Severity, Text } from './outcome.js';
import { defaultsOf, filled, type Parameters, type ParameterValues } from './parameters.js';
import type { FacetValues } from './view.js';

/** One row of a policy's table: it fails by itself, with its own severity and references. Extra fields are the row's data. */
export interface Row {
  readonly title: Text;
  readonly severity: Severity;
  readonly controls?: readonly ControlId[];
  readonly sameAs?: readonly PeerCheck[];
  /** Another row of the table: when that one fails, this one is not repeated. */
  readonly impliedBy?: string;
}
export type Rows = Readonly<Record<string, Row>>;

/** What a check may know beside the facets. It reads no clock: `now` is given. */
export interface Context<K extends AnyKind, R extends Indexes, Data, P extends Parameters = Record<never, never>> {
  readonly resource: Resource<K>;
  readonly base: BaseOf<K>;
  readonly now: Date;
  /** Other resources, by the indexes that the policy declares under `reads`. */
  readonly related: Related<R>;
  /** The row that is being judged; undefined for a policy without a table. */
  readonly row: Data;
  /** As the policy is set for the account, or its defaults. */
  readonly parameters: ParameterValues<P>;
}

/** How to put it right. `{{name}}` is filled from the resource: its base fields, arn, id, name, region and accountId. */
export interface FixGuide {
  /** Console steps, one sentence each. */
  readonly steps: readonly Text[];
  readonly cli?: string;
  readonly terraform?: string;
}

/** A resource for an example, before it is completed from its kind's own example. */
export interface Sample<K extends AnyKind = AnyKind> {
  readonly kind: K;
  readonly base?: Partial<BaseOf<K>>;
  readonly facets?: { readonly [F in FacetName<K>]?: FacetValue<K, F> | Unknown };
  readonly tags?: Readonly<Record<string, string>>;
  readonly region?: string;
}

export interface Example<K extends AnyKind, RowName extends string, ParameterName extends string = string> {
  /** Facets that differ from the kind's healthy example. An `Unknown` stands for one that could not be read. */
  readonly given?: { readonly [F in FacetName<K>]?: FacetValue<K, F> | Unknown };
  readonly base?: Partial<BaseOf<K>>;
  readonly tags?: Readonly<Record<string, string>>;
  /** Other resources in the account. Without it there are none. */
  readonly others?: readonly Sample<any>[]; // samples of any kinds
  /** Kinds whose listing failed. */
  readonly unlisted?: readonly AnyKind[];
  /** ISO 8601; 2026-01-15T12:00:00Z unless given. */
  readonly now?: string;
  /** Parameters that are set to something else than their defaults. */
  readonly parameters?: { readonly [Name in ParameterName]?: number };
  /** Of a policy without a table; for one with a table, the worst of its rows. */
  readonly outcome: Outcome['outcome'];
  /** For a policy with a table: the rows that fail, and no others. */
  readonly fails?: readonly RowName[];
}

interface Definition<
  K extends AnyKind,
  N extends FacetName<K>,
  R extends Indexes,
  T extends Rows,
  P extends Parameters,
> {
  /** `aws-<service>-<healthy side>`; equals its path below libs/policies/src. Never reused. */
  readonly id: string;
  /** States the healthy side. `{{name}}` stands for a parameter. */
  readonly title: Text;
  readonly severity: Severity;
  readonly on: K;
  /** The facets that the check may read. Reading another is a type error. */
  readonly needs: readonly N[];
  /** Indexes over other kinds of resources. */
  readonly reads?: R;
  readonly controls?: readonly ControlId[];
  /** Peers' checks that say the same, so that people can migrate and compare. */
  readonly sameAs?: readonly PeerCheck[];
  /** What an attacker or an accident gains. */
  readonly why: Text;
  readonly fix: FixGuide;
  /** The table. The check is called once per row. */
  readonly rows?: T;
  /** Numbers that people tune. */
  readonly parameters?: P;
  readonly check: (
    facets: FacetValues<K, N>,
    context: Context<K, R, [T] extends [never] ? undefined : T[keyof T] & { readonly id: keyof T & string }, P>,
  ) => Outcome;
  /** At least one that passes, one that fails, and one for each clause of the check. */
  readonly examples: Readonly<
    Record<string, Example<K, [T] extends [never] ? never : keyof T & string, keyof P & string>>
  >;
  /** Why it judges no more. */
  readonly retired?: string;
}

/** A policy with its types forgotten, as the kit runs it. */
export interface Policy {
  readonly id: string;
  /** As it is called with the defaults of its parameters; so are its rows. */
  readonly title: Text;
  readonly severity: Severity;
  readonly on: AnyKind;
  readonly needs: readonly string[];
  readonly reads: Indexes;
  readonly controls: readonly ControlId[];
  readonly sameAs: readonly PeerCheck[];
  readonly why: Text;
  readonly fix: FixGuide;
  readonly rows: Rows | undefined;
  readonly parameters: Parameters;
  /** The titles with `{{name}}` where they name a parameter: `titleOf` fills them. */
  readonly titles: { readonly own: Text; readonly rows: Readonly<Record<string, Text>> };
  readonly check: (facets: never, context: never) => Outcome;
  readonly examples: Readonly<Record<string, Example<AnyKind, string>>>;
  readonly retired: string | undefined;
}

/** Declares a policy. Types tie the check to the facets, indexes and rows that are declared. */
export function definePolicy<
  K extends AnyKind,
  const N extends FacetName<K>,
  R extends Indexes = Record<never, never>,
  const T extends Rows = never,
  const P extends Parameters = Record<never, never>,
>(definition: Definition<K, N, R, T, P>): Policy {
  const parameters = definition.parameters ?? {};
  const defaults = defaultsOf(parameters);
  const rows = Object.entries<Row>(definition.rows ?? {});
  return {
    ...definition,
    title: filled(definition.title, defaults),
    reads: definition.reads ?? {},
    controls: definition.controls ?? [],
    sameAs: definition.sameAs ?? [],
    rows:
      definition.rows &&
      Object.fromEntries(rows.map(([id, row]) => [id, { ...row, title: filled(row.title, defaults) }])),
    parameters,
    titles: { own: definition.title, rows: Object.fromEntries(rows.map(([id, { title }]) => [id, title])) },
    retired: definition.retired,
    // The kit calls the check with what Definition promises; the types were checked here and are forgotten after.
    check: definition.check as Policy['check'],
    examples: definition.examples as unknown as Policy['examples'],
  };
}

/** An unknown facet for examples: "we were denied". */
export const denied: Unknown = {
  known: false,
  reason: 'denied',
  action: 'service:Action',
  detail: 'User is not authorized to perform this action.',
};

/** Declares another resource for an example; what is not given comes from its kind's own example. */
export const sample = <K extends AnyKind>(kind: K, given: Omit<Sample<K>, 'kind'> = {}): Sample<K> => ({
  kind,
  ...given,
});

export type FacetsOf<K extends AnyKind> = { readonly [F in FacetName<K>]?: Facet<FacetValue<K, F>> };
