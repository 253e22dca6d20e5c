/** What the permission doctor says of an account, worked out of its newest coverage. */
import {
  CoverageRow,
  assumeRole,
  missingStatement,
  severityRank,
  type MissingPermission,
  type PermissionReport,
} from '@cspmexa/contracts';
import type { z } from 'zod';
import { adviceOn, roleAdvice } from './advice.js';
import type { KnownPolicy } from './blindness.js';

type Missing = z.infer<typeof MissingPermission>;

export interface Symptoms {
  readonly accountId: string;
  readonly scannedAt: Date | null;
  readonly coverage: readonly CoverageRow[];
  /** The policies that are blind without an action. */
  readonly blindness: ReadonlyMap<string, readonly KnownPolicy[]>;
}

export function diagnose({ accountId, scannedAt, coverage, blindness }: Symptoms): PermissionReport {
  const holes = coverage.filter(({ outcome }) => outcome !== 'ok');
  const isMissing = ({ outcome, action }: CoverageRow): boolean => outcome === 'denied' && action !== assumeRole;
  const missing = missingOf(holes.filter(isMissing), blindness);
  const others = holes.filter((row) => !isMissing(row));
  return {
    accountId,
    scannedAt: scannedAt?.toISOString() ?? null,
    missing,
    statement: missingStatement(coverage),
    advice: [
      ...adviceOn(missing),
      ...(others.some(({ outcome, action }) => outcome === 'denied' && action === assumeRole) ? [roleAdvice] : []),
    ],
    others: others.map((row) => CoverageRow.parse(row)),
    policies: blindPolicies(missing, blindness),
  };
}

/** One for each action and kind of policy that refused it, with every region; sorted by action. */
function missingOf(denied: readonly CoverageRow[], blindness: Symptoms['blindness']): Missing[] {
  const groups = new Map<string, Missing>();
  for (const { action, region, deniedBy, detail, calls } of denied) {
    const key = `${action} ${deniedBy ?? ''}`;
    const known = groups.get(key);
    groups.set(key, {
      action,
      regions: [...new Set([...(known?.regions ?? []), region])].sort(),
      deniedBy,
      detail: known?.detail ?? detail,
      calls: (known?.calls ?? 0) + calls,
      policies: (blindness.get(action) ?? []).map(({ id }) => id),
    });
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, missing]) => missing);
}

/** Worst first, then by id. */
function blindPolicies(missing: readonly Missing[], blindness: Symptoms['blindness']): PermissionReport['policies'] {
  const actions = [...new Set(missing.map(({ action }) => action))];
  const byId = new Map<string, PermissionReport['policies'][number]>();
  for (const action of actions)
    for (const { id, title, severity } of blindness.get(action) ?? [])
      byId.set(id, { policyId: id, title, severity, actions: [...(byId.get(id)?.actions ?? []), action] });
  return [...byId.values()].sort(
    (a, b) => severityRank[b.severity] - severityRank[a.severity] || (a.policyId < b.policyId ? -1 : 1),
  );
}
