import { describe, expect, it } from '@jest/globals';
import { isProblem, parseDocument, passesSource, trustGrants } from './index.js';
import type { PolicyDocument } from './index.js';

type Draft = Record<string, unknown>;

const owner = '111122223333';
const other = '444455556666';

function read(...statements: readonly Draft[]): PolicyDocument {
  const parsed = parseDocument({ Version: '2012-10-17', Statement: statements });
  if (isProblem(parsed)) throw new Error(`${parsed.code} at ${parsed.path}`);
  return parsed;
}

const trust = (Principal: unknown, Condition?: Draft, Action: unknown = 'sts:AssumeRole'): Draft => ({
  Effect: 'Allow',
  Principal,
  Action,
  ...(Condition && { Condition }),
});
const provider = (host: string): Draft => ({ Federated: `arn:aws:iam::${owner}:oidc-provider/${host}` });
const web = (host: string, Condition?: Draft): Draft =>
  trust(provider(host), Condition, 'sts:AssumeRoleWithWebIdentity');
const github = 'token.actions.githubusercontent.com';
const eks = 'oidc.eks.eu-west-1.amazonaws.com/id/ABC';
const saml = (Condition?: Draft): Draft =>
  trust({ Federated: `arn:aws:iam::${owner}:saml-provider/corp` }, Condition, 'sts:AssumeRoleWithSAML');

describe('trustGrants', () => {
  it.each<[string, Draft, string, string | undefined]>([
    ['everyone', trust('*'), 'everyone', 'anyone'],
    ['every AWS principal', trust({ AWS: '*' }), 'everyone', 'anyone'],
    ['everyone with an external id', trust('*', { StringEquals: { 'sts:ExternalId': 'x' } }), 'everyone', 'anyone'],
    [
      'everyone of an organisation',
      trust('*', { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
      'everyone',
      undefined,
    ],
    [
      'everyone of an organisation, if they are in one',
      trust('*', { StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
      'everyone',
      'anyone',
    ],
    ['a role of the account', trust({ AWS: `arn:aws:iam::${owner}:role/x` }), 'own-account', undefined],
    ['the account', trust({ AWS: owner }), 'own-account', undefined],
    ['another account', trust({ AWS: other }), 'other-account', 'no-external-id'],
    [
      'another account with an external id',
      trust({ AWS: other }, { StringEquals: { 'sts:ExternalId': 'x' } }),
      'other-account',
      undefined,
    ],
    [
      'another account with any external id',
      trust({ AWS: other }, { StringLike: { 'sts:ExternalId': '*' } }),
      'other-account',
      'no-external-id',
    ],
    [
      'another account with any but one external id',
      trust({ AWS: other }, { StringNotEquals: { 'sts:ExternalId': 'x' } }),
      'other-account',
      'no-external-id',
    ],
    [
      'another account with MFA',
      trust({ AWS: other }, { Bool: { 'aws:MultiFactorAuthPresent': true } }),
      'other-account',
      undefined,
    ],
    [
      'another account with MFA if known',
      trust({ AWS: other }, { BoolIfExists: { 'aws:MultiFactorAuthPresent': true } }),
      'other-account',
      'no-external-id',
    ],
    [
      'another account with recent MFA',
      trust({ AWS: other }, { NumericLessThan: { 'aws:MultiFactorAuthAge': '3600' } }),
      'other-account',
      undefined,
    ],
    [
      'another account of the organisation',
      trust({ AWS: other }, { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } }),
      'other-account',
      undefined,
    ],
    ['a deleted role', trust({ AWS: 'AROAEXAMPLEEXAMPLE123' }), 'deleted', undefined],
    ['an ARN with a wildcard', trust({ AWS: `arn:aws:iam::${other}:role/*` }), 'invalid', undefined],
    ['EC2, which says nothing of its source', trust({ Service: 'ec2.amazonaws.com' }), 'service', undefined],
    [
      'a service that would say its source',
      trust({ Service: 'scheduler.amazonaws.com' }),
      'service',
      'confused-deputy',
    ],
    ['a service of a region', trust({ Service: 'logs.eu-west-1.amazonaws.com' }), 'service', 'confused-deputy'],
    [
      'a service for the account',
      trust({ Service: 'scheduler.amazonaws.com' }, { StringEquals: { 'aws:SourceAccount': owner } }),
      'service',
      undefined,
    ],
    [
      'a service for a resource',
      trust(
        { Service: 'cloudtrail.amazonaws.com' },
        { ArnLike: { 'aws:SourceArn': `arn:aws:cloudtrail:*:${owner}:trail/*` } },
      ),
      'service',
      undefined,
    ],
    [
      'a service for any resource',
      trust(
        { Service: 'cloudtrail.amazonaws.com' },
        { ArnLike: { 'aws:SourceArn': 'arn:aws:cloudtrail:*:*:trail/*' } },
      ),
      'service',
      'confused-deputy',
    ],
    ['SAML', saml({ StringEquals: { 'SAML:aud': 'https://signin.aws.amazon.com/saml' } }), 'saml', undefined],
    ['SAML for any audience', saml(), 'saml', 'saml-no-audience'],
    [
      'GitHub without subject',
      web(github, { StringEquals: { [`${github}:aud`]: 'sts.amazonaws.com' } }),
      'oidc',
      'oidc-no-subject',
    ],
    ['GitHub with any subject', web(github, { StringLike: { [`${github}:sub`]: '*' } }), 'oidc', 'oidc-no-subject'],
    [
      'GitHub of any organisation',
      web(github, { StringLike: { [`${github}:sub`]: 'repo:*' } }),
      'oidc',
      'oidc-broad-subject',
    ],
    [
      'GitHub of organisations with a prefix',
      web(github, { StringLike: { [`${github}:sub`]: 'repo:octo*' } }),
      'oidc',
      'oidc-broad-subject',
    ],
    [
      'GitHub of two, one of them anyone',
      web(github, { StringLike: { [`${github}:sub`]: ['repo:octo/x:*', 'repo:*/x:*'] } }),
      'oidc',
      'oidc-broad-subject',
    ],
    ['GitHub of an organisation', web(github, { StringLike: { [`${github}:sub`]: 'repo:octo/*' } }), 'oidc', undefined],
    [
      'GitHub of a branch',
      web(github, { StringEquals: { [`${github}:sub`]: 'repo:octo/x:ref:refs/heads/main' } }),
      'oidc',
      undefined,
    ],
    [
      'GitHub by the owner of the repository',
      web(github, { StringEquals: { [`${github}:repository_owner_id`]: '1234' } }),
      'oidc',
      undefined,
    ],
    [
      'a cluster without service account',
      web(eks, { StringEquals: { [`${eks}:aud`]: 'sts.amazonaws.com' } }),
      'oidc',
      'oidc-no-subject',
    ],
    [
      'a namespace of a cluster',
      web(eks, { StringLike: { [`${eks}:sub`]: 'system:serviceaccount:app:*' } }),
      'oidc',
      undefined,
    ],
    [
      'a provider of ours for an audience',
      web('login.example.com', { StringEquals: { 'login.example.com:aud': 'app' } }),
      'oidc',
      undefined,
    ],
    ['a provider of ours for anything', web('login.example.com'), 'oidc', 'oidc-no-audience'],
    [
      'any Cognito pool',
      trust({ Federated: 'cognito-identity.amazonaws.com' }, undefined, 'sts:AssumeRoleWithWebIdentity'),
      'oidc',
      'cognito-no-audience',
    ],
    [
      'a Cognito pool',
      trust(
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:1' },
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'authenticated' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      'oidc',
      undefined,
    ],
    [
      'guests of a Cognito pool',
      trust(
        { Federated: 'cognito-identity.amazonaws.com' },
        {
          StringEquals: { 'cognito-identity.amazonaws.com:aud': 'eu-west-1:1' },
          'ForAnyValue:StringLike': { 'cognito-identity.amazonaws.com:amr': 'unauthenticated' },
        },
        'sts:AssumeRoleWithWebIdentity',
      ),
      'oidc',
      'cognito-unauthenticated',
    ],
    ['everyone but one', { Effect: 'Allow', NotPrincipal: { AWS: other }, Action: 'sts:*' }, 'everyone', 'anyone'],
  ])('%s', (_, statement, kind, weakness) => {
    const [grant, ...more] = trustGrants(read(statement), { ownerAccountId: owner });
    expect(more).toEqual([]);
    expect([grant?.kind, grant?.weakness]).toEqual([kind, weakness]);
  });

  it.each<[string, Draft[]]>([
    ['no statement', []],
    ['tagging a session only', [trust('*', undefined, 'sts:TagSession')]],
    ['a Deny of everyone', [trust('*'), { Effect: 'Deny', Principal: '*', Action: 'sts:*' }]],
    [
      'a Deny of the same principal',
      [trust({ AWS: other }), { Effect: 'Deny', Principal: { AWS: other }, Action: '*' }],
    ],
    [
      'a Deny of everyone but another',
      [trust({ AWS: other }), { Effect: 'Deny', NotPrincipal: { AWS: owner }, Action: '*' }],
    ],
    ['a Deny of just what is granted', [trust('*'), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }]],
    [
      'Denies that share what is granted',
      [
        trust('*', undefined, ['sts:AssumeRole', 'sts:AssumeRoleWithSAML']),
        { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' },
        { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithSAML' },
      ],
    ],
    [
      'a Deny of the one action that a principal of AWS can use',
      [trust({ AWS: other }, undefined, 'sts:*'), { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' }],
    ],
  ])('lets nobody in: %s', (_, statements) => {
    expect(trustGrants(read(...statements), { ownerAccountId: owner })).toEqual([]);
  });

  it('keeps whom a Deny spares, or meets on a condition only', () => {
    const spared = { Effect: 'Deny', NotPrincipal: { AWS: other }, Action: '*' };
    const sometimes = {
      Effect: 'Deny',
      Principal: '*',
      Action: '*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    expect(trustGrants(read(trust({ AWS: other }), spared, sometimes), { ownerAccountId: owner })).toHaveLength(1);
  });

  it.each<[string, Draft]>([
    ['SAML', { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRoleWithSAML' }],
    ['tagging', { Effect: 'Deny', Principal: '*', Action: 'sts:TagSession' }],
  ])('keeps whom a Deny of another action meets: %s', (_, deny) => {
    expect(trustGrants(read(trust('*'), deny), { ownerAccountId: owner })).toHaveLength(1);
    expect(trustGrants(read(trust({ AWS: other }), deny), { ownerAccountId: owner })).toHaveLength(1);
  });

  it('keeps a provider whose tokens a Deny of sts:AssumeRole does not meet', () => {
    const deny = { Effect: 'Deny', Principal: '*', Action: 'sts:AssumeRole' };
    expect(trustGrants(read(web(github), deny), { ownerAccountId: owner })).toHaveLength(1);
    expect(trustGrants(read(trust('*', undefined, 'sts:*'), deny), { ownerAccountId: owner })).toHaveLength(1);
  });

  it('gives one entry for each principal, with the statement and what it asks', () => {
    const statement = {
      ...trust(
        { AWS: [other, owner], Service: 'ec2.amazonaws.com' },
        { StringEquals: { 'sts:ExternalId': ['a', 'b'] }, IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } },
      ),
      Sid: 'Vendors',
    };
    const grants = trustGrants(read(statement), { ownerAccountId: owner });
    expect(grants.map(({ principal }) => principal)).toEqual([other, owner, 'ec2.amazonaws.com']);
    expect(grants[0]).toMatchObject({
      statement: { document: 0, index: 0, sid: 'Vendors' },
      accountId: other,
      guards: { externalId: ['a', 'b'], sourceIp: ['203.0.113.0/24'], mfa: false, organization: [] },
      conditions: ['StringEquals sts:ExternalId = a, b', 'IpAddress aws:SourceIp = 203.0.113.0/24'],
    });
  });
});

describe('passesSource', () => {
  it.each([
    ['scheduler.amazonaws.com', true],
    ['logs.eu-west-1.amazonaws.com', true],
    ['logs.us-gov-west-1.amazonaws.com', true],
    ['logs.cn-north-1.amazonaws.com.cn', true],
    ['ec2.amazonaws.com', false],
    ['logs.example.com', false],
    ['nobody.amazonaws.com', false],
  ])('%s: %s', (service, expected) => {
    expect(passesSource(service)).toBe(expected);
  });
});
