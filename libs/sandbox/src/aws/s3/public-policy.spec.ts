import { describe, expect, it } from '@jest/globals';
import { isPublicPolicy } from './public-policy.js';

const policy = (statement: object): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 's3:GetObject', ...statement } });

const when = (operator: string, key: string, value: unknown): object => ({
  Principal: '*',
  Condition: { [operator]: { [key]: value } },
});

describe('a bucket policy', () => {
  it.each<[string, object]>([
    ['lets everybody in', { Principal: '*' }],
    ['lets every AWS principal in', { Principal: { AWS: '*' } }],
    ['has everybody among others', { Principal: { AWS: ['arn:aws:iam::111122223333:root', '*'] } }],
    ['lets everybody but one in', { NotPrincipal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['is narrowed by an address range that is too wide', when('IpAddress', 'aws:SourceIp', '0.0.0.0/1')],
    ['is narrowed by a pattern', when('StringLike', 'aws:PrincipalOrgID', 'o-*')],
    ['is narrowed only if a key exists', when('StringEqualsIfExists', 'aws:SourceVpce', 'vpce-1')],
    ['is narrowed by a negation', when('StringNotEquals', 'aws:SourceVpce', 'vpce-1')],
    ['is narrowed by a key that anyone can meet', when('StringEquals', 'aws:UserAgent', 'mine')],
  ])('is public when it %s', (_, statement) => {
    expect(isPublicPolicy(policy(statement))).toBe(true);
  });

  it.each<[string, object]>([
    ['names an account', { Principal: { AWS: 'arn:aws:iam::111122223333:root' } }],
    ['names a service', { Principal: { Service: 'logging.s3.amazonaws.com' } }],
    ['only denies', { Effect: 'Deny', Principal: '*' }],
    ['is narrowed to an organization', when('StringEquals', 'aws:PrincipalOrgID', 'o-example')],
    ['is narrowed to address ranges', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::/32'])],
    ['is narrowed to an endpoint', when('StringEquals', 'aws:sourceVpce', 'vpce-1')],
  ])('is not public when it %s', (_, statement) => {
    expect(isPublicPolicy(policy(statement))).toBe(false);
  });
});
