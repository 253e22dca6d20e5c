/** Which kind of policy refused a call, told from AWS's own words. */
import type { DeniedBy } from '@cspmexa/contracts';

/** AWS's names for each kind of policy. A role's trust policy is the resource-based policy of the role. */
const kinds: readonly (readonly [name: string, DeniedBy])[] = [
  ['identity-based polic(?:y|ies)', 'identity-policy'],
  ['resource-based polic(?:y|ies)', 'resource-policy'],
  ['role trust policy', 'resource-policy'],
  ['(?:service control polic(?:y|ies)|SCPs?)', 'service-control-policy'],
  ['(?:resource control polic(?:y|ies)|RCPs?)', 'resource-control-policy'],
  ['permissions? boundar(?:y|ies)', 'permissions-boundary'],
  ['sessions? polic(?:y|ies)', 'session-policy'],
  ['VPC endpoint polic(?:y|ies)', 'vpc-endpoint-policy'],
];

/**
 * What AWS writes in front of the kind: `because no … policy allows`, `with an explicit deny in a … policy`, and, where
 * one policy refused on behalf of another, `transitively through a … policy`: that one has to be changed.
 */
const patternOf = (before: string): readonly (readonly [RegExp, DeniedBy])[] =>
  kinds.map(([name, kind]) => [new RegExp(`\\b${before}\\s+${name}(?![\\w-])`, 'i'), kind]);
const forms = [
  patternOf('transitively through(?:\\s+(?:an?|the))?'),
  patternOf('explicit(?:ly)? den(?:y|ied|ial) (?:in|by)(?:\\s+(?:an?|the))?'),
  patternOf('because no'),
];
/** The ARN of the policy that newer messages name, for those whose words are not known. */
const arns: readonly (readonly [RegExp, DeniedBy])[] = [
  [/:organizations::\d*:policy\/[\w-]+\/service_control_policy\//, 'service-control-policy'],
  [/:organizations::\d*:policy\/[\w-]+\/resource_control_policy\//, 'resource-control-policy'],
];

/** Longer messages carry an encoded explanation, which comes after the words. */
const longest = 4_000;

/**
 * The kind of policy that refused, or undefined where the message does not say: many services write `Access Denied` and
 * no more. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
 */
export function deniedByOf(message: string): DeniedBy | undefined {
  const words = message.slice(0, longest).replace(/\s+/g, ' ');
  for (const form of [...forms, arns]) for (const [pattern, kind] of form) if (pattern.test(words)) return kind;
  return undefined;
}
