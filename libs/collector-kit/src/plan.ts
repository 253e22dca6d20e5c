/** What has to be collected: only what an enabled policy or the inventory needs. */
import { findKind, type AnyKind } from '@cspmexa/resources';
import type { Collector } from './collector.js';

/** The facets wanted of each kind. A kind that is not in it is not listed. */
export type Plan = ReadonlyMap<string, ReadonlySet<string>>;

/** The parts of a policy that tell what it reads. */
export interface Reader {
  readonly on: AnyKind;
  readonly needs: readonly string[];
  readonly reads: Readonly<Record<string, { readonly kind: AnyKind; readonly needs: readonly string[] }>>;
  readonly retired?: string | undefined;
}

/** A plan that serves these policies and no more. */
export function planFor(policies: readonly Reader[]): Plan {
  const plan = new Map<string, Set<string>>();
  const want = (kind: AnyKind, facets: readonly string[]): void => {
    const wanted = plan.get(kind.kind) ?? new Set<string>();
    for (const facet of facets) wanted.add(facet);
    plan.set(kind.kind, wanted);
  };
  for (const policy of policies) {
    if (policy.retired) continue;
    want(policy.on, policy.needs);
    for (const { kind, needs } of Object.values(policy.reads)) want(kind, needs);
  }
  return plan;
}

/** A plan that collects everything, for the inventory. */
export const planForInventory = (collectors: readonly Collector[]): Plan =>
  new Map(collectors.map(({ collects }) => [collects.kind, new Set(Object.keys(collects.facets))]));

/** The part of a plan that one service needs. */
export const collectorsOf = (collectors: readonly Collector[], plan: Plan, service: string): Collector[] =>
  collectors.filter(({ collects }) => collects.service === service && plan.has(collects.kind));

/** A resource that is to be collected by itself. */
export interface Target {
  readonly kind: string;
  readonly arn: string;
}

/** A plan for some resources, and which they are. */
export interface TargetPlan {
  readonly plan: Plan;
  /** ARNs by kind, for `collectUnit`: the facets in `plan` are theirs alone. */
  readonly only: ReadonlyMap<string, ReadonlySet<string>>;
  /** Facets of the other resources of those kinds that policies read; a kind that is not in it has none that matter. */
  readonly beside: Plan;
}

/**
 * What it takes to judge these resources again: all of their facets, as in the inventory, and of other kinds what the
 * policies on them read. Kinds that nobody knows are left out.
 */
export function planForTargets(policies: readonly Reader[], targets: readonly Target[]): TargetPlan {
  const kinds = new Set(targets.map(({ kind }) => kind));
  const concerned = policies.filter(({ on, retired }) => !retired && kinds.has(on.kind));
  const known = new Map(concerned.map(({ on }) => [on.kind, on]));
  const read = concerned.flatMap(({ reads }) => Object.values(reads));
  const plan = new Map<string, ReadonlySet<string>>(planFor(concerned));
  const only = new Map<string, Set<string>>();
  const beside = new Map<string, Set<string>>();
  for (const { kind: name, arn } of targets) {
    const kind = known.get(name) ?? findKind(name);
    if (!kind) continue;
    plan.set(name, new Set(Object.keys(kind.facets)));
    only.set(name, (only.get(name) ?? new Set()).add(arn));
    const readers = read.filter((index) => index.kind.kind === name);
    if (readers.length > 0) beside.set(name, new Set(readers.flatMap(({ needs }) => needs)));
  }
  return { plan, only, beside };
}
