/** The IAM permissions that collecting needs, worked out of the collectors themselves. */
import type { Collector, FacetReader } from './collector.js';
import type { Plan } from './plan.js';

/** Needed before any collector runs. */
const always = ['ec2:DescribeRegions', 'sts:GetCallerIdentity'];

const actionsOfFacet = (reader: FacetReader<unknown>): readonly string[] => {
  if (reader.via === 'listing') return [];
  return reader.via === 'source' ? reader.source.actions : [reader.action, ...(reader.alsoNeeds ?? [])];
};

/** Every IAM action that these collectors call, sorted. With a plan, only those that it needs. */
export function actionsOf(collectors: readonly Collector[], plan?: Plan): string[] {
  const actions = new Set(always);
  for (const { collects, list, facets } of collectors) {
    const wanted = plan?.get(collects.kind);
    if (plan && !wanted) continue;
    for (const action of list.actions) actions.add(action);
    for (const [name, reader] of Object.entries(facets as Record<string, FacetReader<unknown>>))
      if (!wanted || wanted.has(name)) for (const action of actionsOfFacet(reader)) actions.add(action);
  }
  return [...actions].sort();
}

/** The read-only policy that a customer grants. */
export const iamPolicyOf = (actions: readonly string[]) => ({
  Version: '2012-10-17',
  Statement: [{ Sid: 'CspmexaRead', Effect: 'Allow', Action: [...actions], Resource: '*' }],
});
