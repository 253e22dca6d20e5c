/** What would have to be granted so that a scan sees everything. Pure. */
import type { CoverageRow } from '@cspmexa/contracts';

/** Policies that a statement on the role itself gets around. */
const grantable: readonly (string | null)[] = [null, 'identity-policy'];

/** An IAM statement with exactly the actions that were denied for want of a grant; null when none was. */
export function missingStatement(coverage: readonly CoverageRow[]) {
  const actions = coverage
    .filter(({ outcome, deniedBy }) => outcome === 'denied' && grantable.includes(deniedBy))
    .map(({ action }) => action);
  if (actions.length === 0) return null;
  return { Sid: 'CspmexaMissing', Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' };
}
