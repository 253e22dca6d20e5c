/** What has to be collected: only what an enabled policy or the inventory needs. */
import type { AnyKind } from '@cspmexa/resources';
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
