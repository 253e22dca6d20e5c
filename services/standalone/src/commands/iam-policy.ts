/** `cspmexa iam-policy`: the read-only permissions that a scan needs. */
import { actionsOf, iamPolicyOf, planFor } from '@cspmexa/collector-kit';
import { collectorList } from '@cspmexa/collectors';
import { policyList } from '@cspmexa/policies';

/** Prints the policy document. By default for the platform, which keeps an inventory; `scanOnly` for `cspmexa scan`. @returns the exit code. */
export function iamPolicy({ scanOnly = false }: { scanOnly?: boolean }): number {
  const actions = scanOnly ? actionsOf(collectorList, planFor(policyList)) : actionsOf(collectorList);
  process.stdout.write(`${JSON.stringify(iamPolicyOf(actions), null, 2)}\n`);
  return 0;
}
