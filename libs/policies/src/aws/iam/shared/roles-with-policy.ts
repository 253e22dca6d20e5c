/** Roles that hold a well-known policy of AWS. */
import type { IamRole } from '@cspmexa/resources';
import type { Lookup } from '@cspmexa/policy-kit';
import { unreadable } from '../../indexes.js';

type Roles = Lookup<typeof IamRole, 'attachedPolicies'>;

/** ARNs of the roles with that policy. When none is seen, a role of which the policies could not be read makes it unknown. */
export const rolesWith = (policyArn: string, roles: Roles): readonly string[] => {
  const found = roles.of(policyArn);
  // Touching the facet of a role that hides its policies ends the check as unknown.
  const hidden = found.length === 0 ? roles.of(unreadable).flatMap(({ facets }) => facets.attachedPolicies) : [];
  return hidden.length === 0 ? found.map(({ resource }) => resource.arn).sort() : [];
};
