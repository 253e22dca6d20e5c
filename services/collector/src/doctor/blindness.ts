/** Which policies cannot judge without which IAM actions, worked out of the collectors and the policies themselves. */
import type { Text } from '@cspmexa/contracts';
import type { Collector, FacetReader } from '@cspmexa/collector-kit';
import type { PlannedPolicy } from '../scans/scan-plan.js';

/** The parts of a policy that the doctor speaks of. */
export interface KnownPolicy extends PlannedPolicy {
  readonly id: string;
  readonly title: Text;
}

/** For each IAM action, the policies that are blind where it is refused, in their own order. Retired ones judge nothing. */
export function blindnessOf(
  collectors: readonly Collector[],
  policies: readonly KnownPolicy[],
): ReadonlyMap<string, readonly KnownPolicy[]> {
  const byKind = new Map(collectors.map((collector) => [collector.collects.kind, collector]));
  const blind = new Map<string, KnownPolicy[]>();
  for (const policy of policies) {
    if (policy.retired) continue;
    const readings = [{ kind: policy.on, needs: policy.needs }, ...Object.values(policy.reads)];
    const actions = new Set(readings.flatMap(({ kind, needs }) => actionsOf(byKind.get(kind.kind), needs)));
    for (const action of actions) blind.set(action, [...(blind.get(action) ?? []), policy]);
  }
  return blind;
}

/** What it takes to list a kind and to read some of its facets. */
function actionsOf(collector: Collector | undefined, facets: readonly string[]): string[] {
  if (!collector) return [];
  // A kind's readers differ in their types, which do not matter here.
  const readers = collector.facets as Readonly<Record<string, FacetReader<unknown>>>;
  return [...collector.list.actions, ...facets.flatMap((facet) => actionsOfReader(readers[facet]))];
}

function actionsOfReader(reader: FacetReader<unknown> | undefined): readonly string[] {
  if (reader?.via === 'call') return [reader.action, ...(reader.alsoNeeds ?? [])];
  return reader?.via === 'source' ? reader.source.actions : [];
}
