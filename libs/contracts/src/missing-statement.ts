/** What would have to be granted so that everything is seen. Pure. */
import type { CoverageRow } from './nouns/index.js';

/** Refused by the role's trust policy or its hub, which is a matter of the connection and not of permissions. */
export const assumeRole = 'sts:AssumeRole';

/** A statement of the role's policy repairs these; the others win over any Allow in it. */
const isGrantable = ({ action, outcome, deniedBy }: CoverageRow): boolean =>
  outcome === 'denied' && action !== assumeRole && (deniedBy === null || deniedBy === 'identity-policy');

/** An IAM statement with exactly the actions that were denied for want of a grant, sorted; null when none was. */
export function missingStatement(coverage: readonly CoverageRow[]) {
  const actions = coverage.filter(isGrantable).map(({ action }) => action);
  if (actions.length === 0) return null;
  return { Sid: 'CspmexaMissing', Effect: 'Allow', Action: [...new Set(actions)].sort(), Resource: '*' };
}
