/** Which policies speak for a control. Pure. */
import type { Policy } from '@cspmexa/policy-kit';
import { rowsAbove } from '../policies/catalogue.js';

/** Policies that speak for it with every finding, and rows of tables that do so alone. */
export interface ControlPolicies {
  readonly policyIds: readonly string[];
  readonly rows: readonly { readonly policyId: string; readonly discriminator: string }[];
}

/**
 * The policies of controls, which are named in lower case: `fsbp/s3.5`; by a beginning that ends where a number does: `cis-aws-7.0/2.1` is
 * also 2.1.1; or by the beginning of a framework: `cis-aws`.
 */
export function policiesOfControls(policies: readonly Policy[], named: readonly string[]): ControlPolicies {
  const isMeant = (control: string): boolean => named.some((name) => isNamed(control.toLowerCase(), name));
  const whole = policies.filter(({ controls }) => controls.some(isMeant));
  const rows = policies
    .filter((policy) => !whole.includes(policy))
    .flatMap(({ id, rows: table = {} }) =>
      Object.entries(table)
        .filter(([, { controls = [] }]) => controls.some(isMeant))
        // While a wider row fails, it stands for this one.
        .flatMap(([row]) => [row, ...rowsAbove(table, row)])
        .map((discriminator) => ({ policyId: id, discriminator })),
    );
  return { policyIds: whole.map(({ id }) => id), rows };
}

const isNamed = (control: string, name: string): boolean =>
  control === name || (name.includes('/') ? control.startsWith(`${name}.`) : control.startsWith(name));
