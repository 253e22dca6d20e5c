/** Policies as the API shows them. Pure. */
import type { Policy as PolicyNoun, PolicyDetail, PolicySetting } from '@cspmexa/contracts';
import { renderFix, titleOf, type Policy } from '@cspmexa/policy-kit';
import { noCounts } from '../scans/scan-parts.js';
import type { Counts } from '../tallies/tally.js';
import type { SettingRow, TenantSettings } from './setting.js';

/** The numbers of a policy in each account that the asker may see. */
export type CountsByAccount = ReadonlyMap<string, Counts>;

/** A policy of the catalogue. `accountIds` are those that the asker may see. */
export function policyOf(
  policy: Policy,
  counts: Counts | undefined,
  settings: TenantSettings,
  accountIds: readonly string[],
): PolicyNoun {
  const rows = Object.entries(policy.rows ?? {});
  const ofTenant = settings.effective(policy, null);
  const { values } = ofTenant;
  const isSet = settings.rows.some(({ policyId }) => policyId === policy.id);
  const inAccounts = isSet ? accountIds.map((accountId) => settings.effective(policy, accountId)) : [];
  return {
    id: policy.id,
    title: titleOf(policy, values),
    why: policy.why,
    severity: policy.severity,
    service: policy.on.service,
    resourceKind: policy.on.kind,
    controls: [...new Set([...policy.controls, ...rows.flatMap(([, { controls }]) => controls ?? [])])],
    sameAs: [...new Set([...policy.sameAs, ...rows.flatMap(([, { sameAs }]) => sameAs ?? [])])],
    fix: renderFix(policy, undefined, '', values),
    rows: rows.map(([id, { severity }]) => ({ id, title: titleOf(policy, values, id), severity })),
    counts: counts ?? noCounts,
    parameters: Object.entries(policy.parameters).map(([name, parameter]) => ({ name, ...parameter })),
    off: inAccounts.filter(({ enabled }) => !enabled).length,
    adjusted: [ofTenant, ...inAccounts].some((one) => Object.keys(one.values).length > 0),
  };
}

/** One policy with all that is known of it. */
export function policyDetailOf(
  policy: Policy,
  counts: CountsByAccount,
  settings: TenantSettings,
  accountIds: readonly string[],
): PolicyDetail {
  const total = [...counts.values()].reduce(
    (sum, { pass, fail, unknown }) => ({
      pass: sum.pass + pass,
      fail: sum.fail + fail,
      unknown: sum.unknown + unknown,
    }),
    noCounts,
  );
  return {
    ...policyOf(policy, total, settings, accountIds),
    examples: Object.entries(policy.examples).map(([name, { outcome, given: facets, fails: _, ...rest }]) => ({
      name,
      outcome,
      given: plain({ ...(facets ? { facets } : {}), ...rest }),
    })),
    needs: [...policy.needs],
    settings: settings.rows.filter(({ policyId }) => policyId === policy.id).map(settingOf),
    byAccount: accountIds.map((accountId) => ({
      accountId,
      counts: counts.get(accountId) ?? noCounts,
      off: !settings.effective(policy, accountId).enabled,
    })),
  };
}

export const settingOf = ({ accountId, enabled, parameters, reason, by, at }: SettingRow): PolicySetting => ({
  ...{ accountId, enabled, parameters, reason, by },
  at: at.toISOString(),
});

/** An example as data: a kind is its name. */
const plain = (given: unknown): unknown =>
  // What JSON gives back.
  JSON.parse(JSON.stringify(given, (_, value: unknown) => (isKind(value) ? value.kind : value))) as unknown;

const isKind = (value: unknown): value is { kind: string } =>
  typeof value === 'object' && value !== null && 'cardinality' in value && 'kind' in value;
