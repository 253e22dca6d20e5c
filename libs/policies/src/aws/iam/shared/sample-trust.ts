/** Trust policies for the examples of policies about roles. */
interface TrustSample {
  readonly principal: unknown;
  readonly condition?: Readonly<Record<string, unknown>>;
  readonly action?: string;
  readonly effect?: 'Allow' | 'Deny';
}

/** A trust policy with one statement for each sample, as AWS returns it. */
export const trustSample = (...samples: readonly TrustSample[]): string =>
  encodeURIComponent(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: samples.map(({ principal, condition, action, effect }) => ({
        Effect: effect ?? 'Allow',
        Principal: principal,
        Action: action ?? 'sts:AssumeRole',
        ...(condition && { Condition: condition }),
      })),
    }),
  );

export const externalId = { StringEquals: { 'sts:ExternalId': '7f3c2a' } };
export const mfa = { Bool: { 'aws:MultiFactorAuthPresent': 'true' } };
export const organization = { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } };
