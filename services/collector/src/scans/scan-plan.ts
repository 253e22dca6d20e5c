/** What a scan collects of each kind of resource: everything, what the policies of some severities need, or what a few resources do. Pure. */
import type { Severity } from '@cspmexa/contracts';
import {
  planFor,
  planForInventory,
  planForTargets,
  type Collector,
  type Reader,
  type TargetPlan,
} from '@cspmexa/collector-kit';
import { resourceOfArn, type NamedResource } from '../targets/named-resource.js';
import type { ScanRow } from './scan-row.js';

/** What planning has to know of a policy. */
export interface PlannedPolicy extends Reader {
  readonly severity: Severity;
}

/** What can be collected, and what for. */
export interface Catalogue {
  readonly collectors: readonly Collector[];
  readonly policies: readonly PlannedPolicy[];
}

/** The plan of a scan; `only` is empty unless it looks at named resources. Every replica works it out for itself: it is not stored. */
export function planOfScan(
  { collectors, policies }: Catalogue,
  scan: Pick<ScanRow, 'severities' | 'targets'>,
): TargetPlan {
  if (scan.targets.length > 0) {
    const pairs = resourcesOfScan(collectors, scan).flatMap(({ arn, kinds }) =>
      kinds.map(({ kind }) => ({ kind, arn })),
    );
    return planForTargets(policies, pairs);
  }
  const { severities } = scan;
  const chosen = policies.filter(({ severity }) => severities.includes(severity));
  return { plan: severities.length > 0 ? planFor(chosen) : planForInventory(collectors), ...nothing };
}

const nothing = { only: new Map(), beside: new Map() };

/** The resources that a scan names. */
export const resourcesOfScan = (
  collectors: readonly Collector[],
  { targets }: Pick<ScanRow, 'targets'>,
): NamedResource[] => {
  const kinds = collectors.map(({ collects }) => collects);
  return targets.flatMap((arn) => resourceOfArn(kinds, arn) ?? []);
};
