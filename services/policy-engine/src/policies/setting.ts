/** How a policy is set: an account's own setting before the tenant's, and that before what the policy declares. Pure. */
import { parameterProblem, type Policy, type SetValues } from '@cspmexa/policy-kit';

/** What was set, for the tenant or for one account. */
export interface SettingRow {
  readonly policyId: string;
  /** Null: the tenant's own. */
  readonly accountId: string | null;
  /** Null: as the tenant has it, or on. */
  readonly enabled: boolean | null;
  readonly parameters: Readonly<Record<string, number>>;
  readonly reason: string | null;
  readonly by: string;
  readonly at: Date;
}

/** What can be set. */
export type SettingChange = Pick<SettingRow, 'enabled' | 'parameters'>;

/** How a policy is set in an account, all in all. */
export interface Effective {
  readonly enabled: boolean;
  /** Those that differ from their defaults. */
  readonly values: Readonly<Record<string, number>>;
}

/** The settings that hold for one account. */
export interface AccountSettings {
  /** Ids of policies that are switched off. */
  readonly off: ReadonlySet<string>;
  /** Values by policy id. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export const nothingSet: AccountSettings = { off: new Set(), values: {} };

/** How a policy is set by these settings, the tenant's first. What the policy does not declare, or not within its limits, counts for nothing. */
export function effectiveOf(
  policy: Pick<Policy, 'parameters'>,
  settings: readonly (SettingChange | undefined)[],
): Effective {
  const said = settings.filter((setting) => setting !== undefined);
  const set: SetValues = Object.assign({}, ...said.map(({ parameters }) => parameters));
  const values = Object.entries(policy.parameters).flatMap(([name, parameter]): [string, number][] => {
    const value = Object.hasOwn(set, name) ? set[name] : undefined;
    if (value === undefined || value === parameter.default || parameterProblem(parameter, value)) return [];
    return [[name, value]];
  });
  return {
    enabled: said.map(({ enabled }) => enabled).findLast((enabled) => enabled !== null) ?? true,
    values: Object.fromEntries(values),
  };
}

/** What is left of a setting when what would hold without it is taken out; undefined when that is nothing. */
export function narrowed(
  policy: Pick<Policy, 'parameters'>,
  given: SettingChange,
  ofTenant: SettingChange | undefined,
  isOfTenant: boolean,
): SettingChange | undefined {
  const without = effectiveOf(policy, isOfTenant ? [] : [ofTenant]);
  const usual = (name: string): number | undefined => without.values[name] ?? policy.parameters[name]?.default;
  const parameters = Object.fromEntries(
    Object.entries(given.parameters).filter(([name, value]) => value !== usual(name)),
  );
  // A tenant has nothing above it that "on" could contradict.
  const enabled = isOfTenant && given.enabled === true ? null : given.enabled;
  return enabled === null && Object.keys(parameters).length === 0 ? undefined : { enabled, parameters };
}

export interface Problem {
  readonly pointer: string;
  readonly message: string;
}

/** What is wrong with the parameters that somebody gives. */
export function problemsOf(
  { parameters }: Pick<Policy, 'parameters'>,
  given: Readonly<Record<string, number>>,
): Problem[] {
  return Object.entries(given).flatMap(([name, value]): Problem[] => {
    const pointer = `/body/parameters/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    const parameter = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (!parameter) return [{ pointer, message: 'The policy has no such parameter.' }];
    const message = parameterProblem(parameter, value);
    return message === undefined ? [] : [{ pointer, message }];
  });
}

/** Everything that is set for a tenant. */
export class TenantSettings {
  private readonly byKey: ReadonlyMap<string, SettingRow>;

  constructor(
    readonly rows: readonly SettingRow[],
    private readonly policies: readonly Policy[],
  ) {
    this.byKey = new Map(rows.map((row) => [`${row.policyId}\0${row.accountId ?? ''}`, row]));
  }

  /** What was set of a policy, for the tenant (null) or for an account. */
  row(policyId: string, accountId: string | null): SettingRow | undefined {
    return this.byKey.get(`${policyId}\0${accountId ?? ''}`);
  }

  /** How a policy is set in an account; for the tenant as a whole without one. */
  effective(policy: Policy, accountId: string | null): Effective {
    const ofAccount = accountId === null ? undefined : this.row(policy.id, accountId);
    return effectiveOf(policy, [this.row(policy.id, null), ofAccount]);
  }

  /** What holds for an account; for the tenant as a whole without one. */
  of(accountId: string | null): AccountSettings {
    const set = new Set(this.rows.map(({ policyId }) => policyId));
    const off = new Set<string>();
    const values: Record<string, Readonly<Record<string, number>>> = {};
    for (const policy of this.policies.filter(({ id }) => set.has(id))) {
      const effective = this.effective(policy, accountId);
      if (!effective.enabled) off.add(policy.id);
      else if (Object.keys(effective.values).length > 0) values[policy.id] = effective.values;
    }
    return { off, values };
  }
}
