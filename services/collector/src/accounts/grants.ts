/** What a role that we read through is allowed to do, and who may assume it: the same for JSON, CloudFormation and Terraform. */
import { iamPolicyOf } from '@cspmexa/collector-kit';
import { organizationActions } from '../discovery/organization-actions.js';

/** One statement that allows something. */
export interface Grant {
  readonly sid: string;
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What decides what a role has to be allowed. */
export interface Needs {
  /** Every IAM action that collecting needs. */
  readonly actions: readonly string[];
  /** AWS Organizations is asked through this account. */
  readonly discovers: boolean;
  /** The ARNs of the roles that are assumed through this account. */
  readonly spokes: readonly string[];
}

/** A policy has room for so many patterns; with more names than that, the hub may assume any role that trusts it. */
const mostPatterns = 20;

/** The statements of the role's policy: reading, and what only some accounts need. */
export function grantsOf({ actions, discovers, spokes }: Needs): Grant[] {
  return [
    { sid: 'CspmexaRead', actions, resources: ['*'] },
    ...(discovers ? [{ sid: 'CspmexaDiscover', actions: organizationActions, resources: ['*'] }] : []),
    ...(spokes.length > 0 ? [{ sid: 'CspmexaHub', actions: ['sts:AssumeRole'], resources: patternsOf(spokes) }] : []),
  ];
}

/** The same roles in any account: `arn:aws:iam::*:role/cspmexa-read`. */
function patternsOf(roleArns: readonly string[]): string[] {
  const patterns = [...new Set(roleArns.map((arn) => arn.replace(/::\d{12}:/, '::*:')))].sort();
  return patterns.length <= mostPatterns
    ? patterns
    : [...new Set(patterns.map((pattern) => pattern.replace(/:role\/.*$/, ':role/*')))];
}

/** The statements as an IAM policy. */
export const permissionsPolicyOf = ([read, ...others]: readonly Grant[]) => {
  const policy = iamPolicyOf(read?.actions ?? []);
  const statements = others.map(({ sid, actions, resources }) => ({
    Sid: sid,
    Effect: 'Allow',
    Action: [...actions],
    Resource: [...resources],
  }));
  return { ...policy, Statement: [...policy.Statement, ...statements] };
};

/** Stands where our principal belongs while it is not known. */
export const principalPlaceholder = 'REPLACE-WITH-THE-ARN-THAT-CSPMEXA-RUNS-AS';

/** Lets one principal in, with this account's ExternalId alone. */
export const trustPolicyOf = (externalId: string, principal: string | undefined) => ({
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'CspmexaAssume',
      Effect: 'Allow',
      Principal: { AWS: principal ?? principalPlaceholder },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': externalId } },
    },
  ],
});
