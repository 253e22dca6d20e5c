/** Every policy that ships. */
import { policyList } from './registry.generated.js';

export { policyList };

const byId = new Map(policyList.map((policy) => [policy.id, policy]));

/** The policy of that id, retired ones too. */
export const findPolicy = (id: string) => byId.get(id);
