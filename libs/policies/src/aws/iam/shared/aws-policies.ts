/** Policies of AWS itself, by their well-known names: their ARN says what they grant even where their document was not listed. */

/** Whether an ARN is that policy of AWS, in any partition. */
export const isAwsPolicy = (arn: string, name: string): boolean =>
  /^arn:aws[a-z-]*:iam::aws:policy\/(.+)$/.exec(arn)?.[1] === name;

/** The ARN of a policy of AWS. */
export const awsPolicyArn = (partition: string, name: string): string => `arn:${partition}:iam::aws:policy/${name}`;

export const administratorAccess = 'AdministratorAccess';

/** The policies among the attached ones that make an administrator by their name. */
export const administratorPolicies = <T extends { readonly arn: string }>(attached: readonly T[]): readonly T[] =>
  attached.filter(({ arn }) => isAwsPolicy(arn, administratorAccess));
