import { describe, expect, it } from '@jest/globals';
import type { DeniedBy } from '@cspmexa/contracts';
import { deniedByOf } from './denied-by.js';

const said = (why: string, action = 's3:GetBucketAcl'): string =>
  `User: arn:aws:sts::111122223333:assumed-role/scanner/cspmexa is not authorized to perform: ${action} on resource: "arn:aws:s3:::reports" ${why}`;
const encoded = ' Encoded authorization failure message: 4GIOHlTkIaWHQD0Q0m6XSnuUMCm-abcdefghijklmn_opqrstuvwxyz';

describe('who refused', () => {
  // The forms of https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html, in its order.
  it.each<[string, DeniedBy]>([
    ['because no service control policy allows the s3:GetBucketAcl action', 'service-control-policy'],
    ['with an explicit deny in a service control policy', 'service-control-policy'],
    ['with an explicit deny in a resource control policy', 'resource-control-policy'],
    ['because no resource control policy allows the s3:GetBucketAcl action', 'resource-control-policy'],
    ['because no VPC endpoint policy allows the s3:GetBucketAcl action', 'vpc-endpoint-policy'],
    ['with an explicit deny in a VPC endpoint policy', 'vpc-endpoint-policy'],
    ['because no permissions boundary allows the s3:GetBucketAcl action', 'permissions-boundary'],
    ['with an explicit deny in a permissions boundary', 'permissions-boundary'],
    ['because no session policy allows the s3:GetBucketAcl action', 'session-policy'],
    ['with an explicit deny in a session policy', 'session-policy'],
    ['with an explicit deny in a sessions policy', 'session-policy'],
    ['because no resource-based policy allows the s3:GetBucketAcl action', 'resource-policy'],
    ['with an explicit deny in a resource-based policy', 'resource-policy'],
    ['because no role trust policy allows the sts:AssumeRole action', 'resource-policy'],
    ['with an explicit deny in the role trust policy', 'resource-policy'],
    ['because no identity-based policy allows the s3:GetBucketAcl action', 'identity-policy'],
    ['with an explicit deny in an identity-based policy', 'identity-policy'],
    // That one has to be changed, whatever it went through.
    [
      'with an explicit deny in a VPC endpoint policy transitively through a service control policy',
      'service-control-policy',
    ],
    // Newer messages name the policy.
    [
      'with an explicit deny in a service control policy: arn:aws:organizations::987654321098:policy/o-qv5af4abcd/service_control_policy/p-2kgnabcd',
      'service-control-policy',
    ],
    [
      'with an explicit deny in an identity-based policy, with policy ARN: arn:aws:iam::123456789012:policy/Example',
      'identity-policy',
    ],
    [
      'with an explicit deny: arn:aws:organizations::9:policy/o-a/resource_control_policy/p-b',
      'resource-control-policy',
    ],
    // Older messages, and those of other writers.
    ['due to an explicit deny in a Service Control Policy', 'service-control-policy'],
    ['with an explicit deny in an SCP', 'service-control-policy'],
    ['with an explicit deny in the RCP', 'resource-control-policy'],
    ['with an explicit deny in an\n  identity-based policy', 'identity-policy'],
  ])('is told by «%s»', (why, by) => {
    expect(deniedByOf(said(why))).toBe(by);
    expect(deniedByOf(`You are not authorized to perform this operation. ${said(why)}.${encoded}`)).toBe(by);
  });

  it.each([
    'Access Denied',
    '',
    `You are not authorized to perform this operation.${encoded}`,
    said('with an explicit deny'),
    said(''),
    said('because public policies are blocked by the BlockPublicPolicy block public access setting'),
    said(
      'because the resource does not exist in this Region, no resource-based policies allow access, or a policy denies it',
    ),
    // The name of a resource is not AWS's word.
    'User: x is not authorized to perform: s3:GetBucketAcl on resource: "arn:aws:s3:::service-control-policy"',
  ])('is not told by «%s»', (message) => {
    expect(deniedByOf(message)).toBeUndefined();
  });

  it('does not take long over a long message', () => {
    const began = performance.now();
    deniedByOf('explicit deny in '.repeat(100_000));
    expect(performance.now() - began).toBeLessThan(250);
  });
});
