/** What a resource says of others, from what was collected of it. Pure. */
import type { UnknownReason } from '@cspmexa/contracts';
import type { z } from 'zod';
import { Ec2KeyPair } from '../aws/ec2.js';
import { IamGroup } from '../aws/iam.js';
import type { AnyKind, Place } from '../kind.js';
import { findKind } from '../registry.js';
import { ec2Relations } from './ec2-relations.js';
import { iamRelations } from './iam-relations.js';
import type { Relation, RelationRule } from './relation.js';
import type { RelationName } from './relation-names.js';
import { s3Relations } from './s3-relations.js';
import { vpcRelations } from './vpc-relations.js';

/** Which rules these are. One more whenever they change: what was worked out by older ones is worked out again. */
export const relationRulesVersion = 1;

/** What the rules look at; `base` and `facets` may come from a store, where older shapes lie as well. */
export interface RelatedResource extends Place {
  readonly kind: string;
  readonly base: unknown;
  readonly facets: Readonly<Record<string, unknown>>;
}

/** Relations that could not be read, and why: there may be more of them. */
export interface UnknownRelation {
  readonly relation: RelationName;
  readonly reason: UnknownReason;
  readonly action: string;
  readonly detail: string;
}

export interface Relations {
  readonly relations: readonly Relation[];
  readonly unknown: readonly UnknownRelation[];
}

/** Relations of one resource; AWS allows fewer rules, policies and principals than this. */
const mostRelations = 2_000;

const allRules = [...s3Relations, ...ec2Relations, ...vpcRelations, ...iamRelations];

/** By the kind's name. A rule reads only what the kind's own schemas have let through, which is why its type may be forgotten here. */
const rules = new Map<string, RelationRule>(allRules.map((rule) => [rule.kind.kind, rule as unknown as RelationRule]));

/** Kinds that the rules were written for. */
export const relatedKinds: readonly string[] = [...rules.keys()];

/** Each relation once, in the order of the rules. A facet that was not asked for says nothing, one that does not fit its schema neither. */
export function relationsOf(resource: RelatedResource): Relations {
  const rule = rules.get(resource.kind);
  const base = rule?.kind.base.safeParse(resource.base);
  if (!rule || !base?.success) return { relations: [], unknown: [] };
  const { partition, accountId, region } = resource;
  const place = { partition, accountId, region };
  const relations = [...rule.base(base.data, place)];
  const unknown: UnknownRelation[] = [];
  for (const [name, facetRule] of Object.entries(rule.facets)) {
    const facet = Object.hasOwn(resource.facets, name) ? resource.facets[name] : undefined;
    if (!facetRule || !isFacet(facet)) continue;
    if (facet.known) {
      const value = parsed(rule.kind.facets[name], facet.value);
      if (value?.success) relations.push(...facetRule.read(value.data, base.data, place));
    } else
      for (const relation of facetRule.relations)
        unknown.push({ relation, reason: facet.reason, action: facet.action, detail: facet.detail });
  }
  return { relations: once(relations).slice(0, mostRelations), unknown };
}

/** The inventory keeps user data as its hash alone, which its schema does not know. */
function parsed(schema: z.ZodType | undefined, value: unknown): ReturnType<z.ZodType['safeParse']> | undefined {
  const whole = schema?.safeParse(value);
  if (!schema || !whole || whole.success) return whole;
  const without: unknown = JSON.parse(JSON.stringify(value ?? null), (key, inner: unknown) =>
    key === 'userData' ? null : inner,
  );
  return schema.safeParse(without);
}

type StoredFacet =
  | { readonly known: true; readonly value: unknown }
  | { readonly known: false; readonly reason: UnknownReason; readonly action: string; readonly detail: string };

/** A facet is written by the collector alone, so that its frame is enough to tell one. */
const isFacet = (value: unknown): value is StoredFacet =>
  typeof value === 'object' &&
  value !== null &&
  'known' in value &&
  (value.known === true || ('reason' in value && 'action' in value && 'detail' in value));

function once(relations: readonly Relation[]): Relation[] {
  const found = new Map(relations.map((each) => [JSON.stringify([each.relation, each.ref, each.detail]), each]));
  return [...found.values()];
}

/** Kinds that others name by their names. */
const namedKinds: readonly string[] = [IamGroup.kind, Ec2KeyPair.kind];

/** How the other one is found: by its ARN, or by its kind and name within the account and region. Undefined for what we do not collect. */
export type Sought =
  { readonly arn: string; readonly kind: string | null } | { readonly name: string; readonly kind: string };

export function soughtBy({ kind, ref }: Pick<Relation, 'kind' | 'ref'>, place: Place): Sought | undefined {
  if (ref.startsWith('arn:')) return { arn: ref, kind };
  if (kind === null) return undefined;
  if (namedKinds.includes(kind)) return { name: ref, kind };
  const known: AnyKind | undefined = findKind(kind);
  return known && { arn: known.arn(place, ref), kind };
}

/** What others call a resource: its ARN; and within its account and region its id, or for some kinds its name. */
export function namesOf(resource: Pick<RelatedResource, 'kind' | 'base'> & { arn: string; name: string | null }): {
  readonly arn: string;
  readonly local: string | null;
} {
  const { arn, name } = resource;
  if (namedKinds.includes(resource.kind)) return { arn, local: name };
  const kind = findKind(resource.kind);
  const base = kind?.base.safeParse(resource.base);
  return { arn, local: kind && base?.success ? kind.id(base.data) : null };
}

/** Whether an ARN names one thing only. AWS's own policies have the same ARN in every account. */
export const isUniqueArn = (arn: string): boolean => /^arn:[^:]*:[^:]*:[^:]*:(\d{12})?:/.test(arn);
