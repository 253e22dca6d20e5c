/** Policy documents for the examples of policies about permissions. */

/** A document of one statement, as IAM gives it. */
export const granting = (
  action: string | readonly string[],
  resource: string | readonly string[] = '*',
  more: object = {},
): string =>
  encodeURIComponent(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: action, Resource: resource, ...more },
    }),
  );

/** Everything on everything. */
export const everything = granting('*');

/** Everything on everything, for whoever signed in with MFA. */
export const everythingWithMfa = granting('*', '*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } });

/** Everything, and everything taken back again. */
export const everythingDenied = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: '*', Resource: '*' },
    { Effect: 'Deny', Action: '*', Resource: '*' },
  ],
});

/** One action on one bucket. */
export const readReports = granting('s3:GetObject', 'arn:aws:s3:::example-reports/*');
