import { describe, expect, it } from '@jest/globals';
import { classifyActions, crossAccountGrants, isProblem, parseDocument, publicGrants, refusesHttp } from './index.js';
import type { PolicyDocument } from './index.js';

type Draft = Record<string, unknown>;

const bucket = 'arn:aws:s3:::reports';
const objects = `${bucket}/*`;
const owner = '111122223333';
const other = '444455556666';
const options = { ownerAccountId: owner, resourceArn: bucket };

function read(...statements: readonly Draft[]): PolicyDocument {
  const parsed = parseDocument({ Version: '2012-10-17', Statement: statements });
  if (isProblem(parsed)) throw new Error(`${parsed.code} at ${parsed.path}`);
  return parsed;
}

const everyone = { Effect: 'Allow', Principal: '*', Action: 's3:GetObject', Resource: objects };
const when = (operator: string, key: string, value: unknown): Draft => ({
  ...everyone,
  Condition: { [operator]: { [key]: value } },
});
const denyAll = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: [bucket, objects] };
const denyWhen = (operator: string, key: string, value: unknown): Draft => ({
  ...denyAll,
  Condition: { [operator]: { [key]: value } },
});

describe('publicGrants', () => {
  it.each<[string, Draft]>([
    ['"*"', everyone],
    ['{"AWS": "*"}', { ...everyone, Principal: { AWS: '*' } }],
    ['{"AWS": ["*"]}', { ...everyone, Principal: { AWS: ['*'] } }],
    ['everyone among others', { ...everyone, Principal: { AWS: [owner, '*'], Service: 'logs.amazonaws.com' } }],
    ['NotPrincipal', { Effect: 'Allow', NotPrincipal: { AWS: owner }, Action: 's3:*', Resource: objects }],
    ['NotAction', { Effect: 'Allow', Principal: '*', NotAction: 's3:PutObject', Resource: objects }],
    ['every resource', { ...everyone, Resource: '*' }],
    [
      'NotResource of something else',
      { Effect: 'Allow', Principal: '*', Action: 's3:*', NotResource: `${bucket}/private/*` },
    ],
    ['the whole internet', when('IpAddress', 'aws:SourceIp', '0.0.0.0/0')],
    ['half the internet', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '128.0.0.0/1'])],
    ['the whole internet in IPv6', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '::/0'])],
    ['an address that is none', when('IpAddress', 'aws:SourceIp', 'everywhere')],
    ['all but some addresses', when('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['any VPC endpoint', when('StringLike', 'aws:SourceVpce', 'vpce-*')],
    ['all but one VPC', when('StringNotEquals', 'aws:SourceVpc', 'vpc-1')],
    ['any VPC, by Null', when('Null', 'aws:SourceVpc', 'false')],
    ['an organisation, if there is one', when('StringEqualsIfExists', 'aws:PrincipalOrgID', 'o-abcdefghij')],
    [
      'all values of a key that may be missing',
      when('ForAllValues:StringEquals', 'aws:PrincipalOrgPaths', 'o-abcdefghij/r-1/'),
    ],
    ['any organisation', when('StringLike', 'aws:PrincipalOrgID', ['o-abcdefghij', '*'])],
    ['a role of that name in any account', when('ArnLike', 'aws:PrincipalArn', 'arn:aws:iam::*:role/deploy')],
    ['buckets with a prefix, which anyone can make', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:uploads*')],
    ['an account that is a policy variable', when('StringEquals', 'aws:PrincipalAccount', '${aws:SourceAccount}')],
    ['a referer, which anyone can send', when('StringLike', 'aws:Referer', 'https://example.com/*')],
    ['encryption in transit', when('Bool', 'aws:SecureTransport', 'true')],
    ['MFA of any account', when('Bool', 'aws:MultiFactorAuthPresent', 'true')],
    ['a tag of any principal', when('StringEquals', 'aws:PrincipalTag/team', 'x')],
    ['any user id', when('StringLike', 'aws:userid', '*')],
  ])('lets anyone in: %s', (_, statement) => {
    expect(publicGrants(read(statement), options)).toMatchObject({
      open: [{ statement: { index: 0 } }],
      restricted: [],
    });
  });

  it.each<[string, Draft, string]>([
    ['one network', when('IpAddress', 'aws:SourceIp', ['203.0.113.0/24', '2001:db8::/32']), 'network'],
    ['private networks', when('IpAddress', 'aws:SourceIp', '10.0.0.0/8'), 'network'],
    ['a VPC', when('StringEquals', 'aws:SourceVpc', 'vpc-1'), 'fixed'],
    ['a VPC endpoint in another case', when('stringequals', 'AWS:sourcevpce', ['vpce-1', 'vpce-2']), 'fixed'],
    ['a VPC endpoint by StringLike', when('StringLike', 'aws:SourceVpce', 'vpce-1'), 'fixed'],
    ['an organisation', when('StringEquals', 'aws:PrincipalOrgID', 'o-abcdefghij'), 'fixed'],
    [
      'a part of an organisation',
      when('ForAnyValue:StringLike', 'aws:PrincipalOrgPaths', 'o-abcdefghij/r-1/ou-1/*'),
      'account',
    ],
    ['an account', when('StringEquals', 'aws:PrincipalAccount', owner), 'fixed'],
    ['a role', when('ArnEquals', 'aws:PrincipalArn', `arn:aws:iam::${owner}:role/x`), 'fixed'],
    ['roles of an account', when('ArnLike', 'aws:PrincipalArn', `arn:aws:iam::${owner}:role/x*`), 'account'],
    ['a source', when('ArnLike', 'aws:SourceArn', `arn:aws:cloudtrail:*:${owner}:trail/*`), 'account'],
    ['a source bucket, which has one owner', when('ArnLike', 'aws:SourceArn', 'arn:aws:s3:*:*:uploads'), 'account'],
    ['a source account', when('StringEquals', 'aws:SourceAccount', owner), 'fixed'],
    ['a user id', when('StringEquals', 'aws:userid', 'AIDAEXAMPLEEXAMPLE123'), 'fixed'],
    ['sessions of a role id', when('StringLike', 'aws:userid', 'AROAEXAMPLEEXAMPLE123:*'), 'account'],
    ['access points of an account', when('StringEquals', 's3:DataAccessPointAccount', owner), 'fixed'],
    [
      'any access point of an account',
      when('StringLike', 's3:DataAccessPointArn', `arn:aws:s3:eu-west-1:${owner}:accesspoint/*`),
      'fixed',
    ],
    [
      'a key',
      when('StringEquals', 's3:x-amz-server-side-encryption-aws-kms-key-id', 'arn:aws:kms:eu-west-1:1:key/x'),
      'fixed',
    ],
    ['a caller of KMS', when('StringEquals', 'kms:CallerAccount', owner), 'fixed'],
    ['no value at all, which nothing equals', when('StringEquals', 'aws:SourceVpce', []), 'fixed'],
    [
      'an organisation if there is one, and there has to be one',
      {
        ...everyone,
        Condition: {
          StringEqualsIfExists: { 'aws:PrincipalOrgID': 'o-abcdefghij' },
          Null: { 'aws:PrincipalOrgID': 'false' },
        },
      },
      'fixed',
    ],
    [
      'one condition that does among some that do not',
      {
        ...everyone,
        Condition: { Bool: { 'aws:SecureTransport': 'true' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      },
      'fixed',
    ],
  ])('keeps strangers out: %s', (_, statement, strength) => {
    expect(publicGrants(read(statement), options)).toMatchObject({
      open: [],
      restricted: [{ code: 'fixed-condition', restrictions: [{ strength }] }],
    });
  });

  it.each<[string, Draft]>([
    ['an account', { ...everyone, Principal: { AWS: other } }],
    ['a service', { ...everyone, Principal: { Service: 'logs.amazonaws.com' } }],
    ['an ARN with a wildcard, which AWS does not accept', { ...everyone, Principal: { AWS: 'arn:aws:iam::*:root' } }],
    ['a Deny', denyAll],
    ['another bucket', { ...everyone, Resource: 'arn:aws:s3:::reports-public/*' }],
    ['an object action on the bucket alone', { ...everyone, Resource: bucket }],
    ['actions of another service', { ...everyone, Action: 'sqs:*' }],
    ['an identity policy', { Effect: 'Allow', Action: '*', Resource: '*' }],
  ])('has nothing to say of %s', (_, statement) => {
    expect(publicGrants(read(statement), options)).toEqual({ open: [], restricted: [] });
  });

  it.each<[string, Draft]>([
    ['without condition', denyAll],
    ['of everything', { Effect: 'Deny', Principal: { AWS: '*' }, Action: '*', Resource: '*' }],
    ['unless from a VPC endpoint', denyWhen('StringNotEquals', 'aws:SourceVpce', 'vpce-1')],
    ['unless from an organisation', denyWhen('StringNotEqualsIfExists', 'aws:PrincipalOrgID', 'o-abcdefghij')],
    ['unless from an account', denyWhen('ForAllValues:StringNotEquals', 'aws:PrincipalAccount', owner)],
    ['unless from a network', denyWhen('NotIpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    ['unless a role', denyWhen('ArnNotLike', 'aws:PrincipalArn', `arn:aws:iam::${owner}:role/*`)],
    [
      'unless from an organisation or an AWS service',
      {
        ...denyAll,
        Condition: {
          StringNotEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' },
          Bool: { 'aws:PrincipalIsAWSService': 'false' },
        },
      },
    ],
    [
      'of everyone but a role',
      { Effect: 'Deny', NotPrincipal: { AWS: `arn:aws:iam::${owner}:role/x` }, Action: 's3:*', Resource: objects },
    ],
    ['of every action but another', { Effect: 'Deny', Principal: '*', NotAction: 's3:PutObject', Resource: objects }],
  ])('a Deny takes it back from strangers %s', (_, statement) => {
    expect(publicGrants(read(everyone, statement), options)).toMatchObject({
      open: [],
      restricted: [{ code: 'deny', access: { read: ['s3:GetObject'] }, narrowedBy: [{ statement: { index: 1 } }] }],
    });
  });

  it.each<[string, Draft]>([
    ['over plain HTTP', denyWhen('Bool', 'aws:SecureTransport', 'false')],
    ['unless from any VPC', denyWhen('Null', 'aws:SourceVpc', 'true')],
    ['unless from the whole internet', denyWhen('NotIpAddress', 'aws:SourceIp', '0.0.0.0/0')],
    ['unless from any VPC endpoint', denyWhen('StringNotLike', 'aws:SourceVpce', 'vpce-*')],
    ['from one network', denyWhen('IpAddress', 'aws:SourceIp', '203.0.113.0/24')],
    [
      'when one of the paths differs, which without a path none does',
      denyWhen('ForAnyValue:StringNotLike', 'aws:PrincipalOrgPaths', 'o-abcdefghij/*'),
    ],
    [
      'over plain HTTP and not from a VPC endpoint',
      {
        ...denyAll,
        Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringNotEquals: { 'aws:SourceVpce': 'vpce-1' } },
      },
    ],
    ['of one account', { ...denyAll, Principal: { AWS: other } }],
    ['of one folder', { ...denyAll, Resource: `${bucket}/private/*` }],
    ['of the bucket without its objects', { ...denyAll, Resource: bucket }],
    ['of another action', { ...denyAll, Action: 's3:PutObject' }],
  ])('a Deny leaves it open to strangers %s', (_, statement) => {
    expect(publicGrants(read(everyone, statement), options).open).toMatchObject([
      { access: { read: ['s3:GetObject'] } },
    ]);
  });

  it('says what strangers can do, less what a Deny takes back', () => {
    const document = read(
      {
        ...everyone,
        Sid: 'Open',
        Action: ['s3:ListBucket', 's3:*Object', 's3:PutBucketPolicy'],
        Resource: [bucket, objects],
      },
      { Effect: 'Deny', Principal: '*', Action: 's3:Put*', Resource: '*' },
    );
    const { open } = publicGrants(document, options);
    expect(open).toMatchObject([
      {
        statement: { document: 0, index: 0, sid: 'Open' },
        code: 'no-condition',
        access: { list: ['s3:ListBucket'], read: ['s3:GetObject'], permissions: [] },
        narrowedBy: [{ statement: { index: 1 } }],
      },
    ]);
    expect(open[0]?.access.write).toEqual(['s3:DeleteObject', 's3:ReplicateObject', 's3:RestoreObject']);
  });

  it('judges a folder that a Deny closes, and leaves the rest', () => {
    const document = read(
      { ...everyone, Resource: [`${bucket}/a/*`, `${bucket}/b/*`] },
      { ...denyAll, Resource: `${bucket}/a/*` },
    );
    expect(publicGrants(document, options).open).toHaveLength(1);
    const both = read(
      { ...everyone, Resource: [`${bucket}/a/*`, `${bucket}/b/*`] },
      { ...denyAll, Resource: `${bucket}/a*` },
      { ...denyAll, Resource: `${bucket}/b/*` },
    );
    expect(publicGrants(both, options).open).toEqual([]);
  });

  it('judges access points by their own objects', () => {
    const point = `arn:aws:s3:eu-west-1:${owner}:accesspoint/reports`;
    const document = read({ ...everyone, Resource: `${point}/object/*` });
    expect(publicGrants(document, { ...options, resourceArn: point }).open).toHaveLength(1);
    expect(publicGrants(document, options).open).toEqual([]);
  });

  it('judges queues, topics, keys and functions', () => {
    const queue = `arn:aws:sqs:eu-west-1:${owner}:jobs`;
    const document = read({
      Effect: 'Allow',
      Principal: '*',
      Action: ['SQS:SendMessage', 'sqs:Receive*'],
      Resource: queue,
    });
    expect(publicGrants(document, { resourceArn: queue }).open).toMatchObject([
      { access: { write: ['SQS:SendMessage'], read: ['sqs:Receive*'] } },
    ]);
    const withDeny = read(
      { Effect: 'Allow', Principal: '*', Action: 'sqs:*', Resource: queue },
      { Effect: 'Deny', Principal: '*', Action: 'sqs:*', Resource: queue },
    );
    expect(publicGrants(withDeny, { resourceArn: queue }).open).toEqual([]);
    const key = read({
      Effect: 'Allow',
      Principal: { AWS: '*' },
      Action: 'kms:*',
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': 's3.eu-west-1.amazonaws.com' } },
    });
    expect(publicGrants(key, { resourceArn: `arn:aws:kms:eu-west-1:${owner}:key/x` }).open).toMatchObject([
      { code: 'weak-condition' },
    ]);
  });
});

describe('crossAccountGrants', () => {
  const to = (AWS: unknown, more: Draft = {}): Draft => ({
    ...everyone,
    Principal: { AWS },
    Action: ['s3:PutBucketPolicy', 's3:GetObject'],
    Resource: '*',
    ...more,
  });
  it.each<[string, Draft[], unknown[]]>([
    [
      'an account',
      [to(other)],
      [
        {
          kind: 'account',
          principal: other,
          accountId: other,
          outcome: 'yes',
          access: { permissions: ['s3:PutBucketPolicy'], read: ['s3:GetObject'] },
        },
      ],
    ],
    ['a role of an account', [to(`arn:aws:iam::${other}:role/x`)], [{ accountId: other }]],
    ["the owner's own", [to([owner, `arn:aws:iam::${owner}:root`])], []],
    [
      'deleted principals and origin access identities',
      [to(['AROAEXAMPLEEXAMPLE123', 'arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1'])],
      [],
    ],
    ['a service', [{ ...everyone, Principal: { Service: 'logs.amazonaws.com' } }], []],
    ['everyone', [to('*')], [{ kind: 'everyone', principal: '*', outcome: 'yes' }]],
    [
      'everyone of an account',
      [to('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': [owner, other] } } })],
      [{ kind: 'account', accountId: other, outcome: 'conditional' }],
    ],
    ["everyone of the owner's", [to('*', { Condition: { StringEquals: { 'aws:PrincipalAccount': owner } } })], []],
    [
      'everyone of an organisation',
      [to('*', { Condition: { StringEquals: { 'aws:PrincipalOrgID': 'o-abcdefghij' } } })],
      [{ kind: 'organization', principal: 'o-abcdefghij' }],
    ],
    ['everyone through a VPC endpoint', [to('*', { Condition: { StringEquals: { 'aws:SourceVpce': 'vpce-1' } } })], []],
    [
      'everyone, less those outside an organisation',
      [to('*'), denyWhen('StringNotEquals', 'aws:PrincipalOrgID', 'o-abcdefghij')],
      [{ kind: 'organization', outcome: 'conditional' }],
    ],
    [
      'an account under a condition',
      [to(other, { Condition: { Bool: { 'aws:SecureTransport': 'true' } } })],
      [{ outcome: 'conditional' }],
    ],
    [
      'an account that a condition shuts out',
      [to(other, { Condition: { StringEquals: { 'aws:PrincipalAccount': owner } } })],
      [],
    ],
    ['an account that a Deny names', [to(other), { ...denyAll, Principal: { AWS: `arn:aws:iam::${other}:root` } }], []],
    [
      'an account that a Deny of strangers meets',
      [to(other), denyWhen('StringNotEquals', 'aws:PrincipalAccount', owner)],
      [],
    ],
    [
      'an account that a Deny spares',
      [to(other), { Effect: 'Deny', NotPrincipal: { AWS: other }, Action: '*', Resource: '*' }],
      [{ accountId: other }],
    ],
    [
      'an account without what a Deny takes',
      [to(other), { ...denyAll, Action: 's3:Put*' }],
      [{ access: { permissions: [], read: ['s3:GetObject'] } }],
    ],
    [
      'a canonical user',
      [{ ...everyone, Principal: { CanonicalUser: '79a5' } }],
      [{ kind: 'canonical-user', principal: '79a5' }],
    ],
  ])('%s', (_, statements, expected) => {
    const grants = crossAccountGrants(read(...statements), options);
    expect(grants).toHaveLength(expected.length);
    expect(grants).toMatchObject(expected);
  });
});

describe('refusesHttp', () => {
  const over = (operator: string, value: unknown, more: Draft = {}): Draft => ({
    ...denyWhen(operator, 'aws:SecureTransport', value),
    ...more,
  });
  it.each<[string, Draft[]]>([
    ['false as text', [over('Bool', 'false')]],
    ['false as boolean', [over('Bool', false)]],
    ['false in a list', [over('Bool', ['false'])]],
    ['False', [over('Bool', 'False')]],
    ['BoolIfExists', [over('BoolIfExists', 'false')]],
    ['StringEquals', [over('StringEquals', 'false')]],
    ['StringNotEquals true', [over('StringNotEquals', 'true')]],
    ['{"AWS": "*"}', [over('Bool', 'false', { Principal: { AWS: '*' } })]],
    ['every action', [over('Bool', 'false', { Action: '*' })]],
    ['one pattern for bucket and objects', [over('Bool', 'false', { Resource: `${bucket}*` })]],
    ['every resource', [over('Bool', 'false', { Resource: '*' })]],
    ['two statements', [over('Bool', 'false', { Resource: bucket }), over('Bool', 'false', { Resource: objects })]],
    ['no TLS version', [denyWhen('NumericLessThanIfExists', 's3:TlsVersion', 1.2)]],
    ['beside other statements', [everyone, over('Bool', 'false'), denyWhen('NumericLessThan', 's3:TlsVersion', '1.2')]],
  ])('refused: %s', (_, statements) => {
    expect(refusesHttp(read(...statements), options)).toMatchObject({ outcome: 'refused', gaps: [] });
  });

  it.each<[string, Draft, RegExp]>([
    ['the objects only', over('Bool', 'false', { Resource: objects }), /^the bucket itself$/],
    ['the bucket only', over('Bool', 'false', { Resource: bucket }), /^the objects$/],
    [
      'one action',
      over('Bool', 'false', { Action: 's3:GetObject' }),
      /^the bucket itself,the objects by s3:AbortMultipartUpload, .* more$/,
    ],
    ['one folder', over('Bool', 'false', { Resource: [bucket, `${bucket}/private/*`] }), /^the objects$/],
    [
      'one principal',
      over('Bool', 'false', { Principal: { AWS: other } }),
      /principals other than the named ones \(statement 0\)/,
    ],
    [
      'all principals but one',
      { ...over('Bool', 'false'), Principal: undefined, NotPrincipal: { AWS: other } },
      /the principals in NotPrincipal/,
    ],
    [
      'another condition too',
      {
        ...denyAll,
        Condition: { Bool: { 'aws:SecureTransport': 'false' }, StringEquals: { 'aws:SourceVpc': 'vpc-1' } },
      },
      /aws:SourceVpc/,
    ],
    ['a TLS version, which HTTP has none of', denyWhen('NumericLessThan', 's3:TlsVersion', 1.2), /plain HTTP/],
  ])('partly: %s', (_, statement, gaps) => {
    const { Principal, ...rest } = statement;
    const refusal = refusesHttp(read(Principal === undefined ? rest : statement), options);
    expect(refusal).toMatchObject({ outcome: 'partial', denies: [{ statement: { index: 0 } }] });
    expect(refusal.gaps.join(',')).toMatch(gaps);
  });

  it.each<[string, Draft[]]>([
    ['no statement', []],
    ['an Allow over TLS only', [{ ...everyone, Condition: { Bool: { 'aws:SecureTransport': 'true' } } }]],
    ['an Allow over HTTP', [{ ...everyone, Condition: { Bool: { 'aws:SecureTransport': 'false' } } }]],
    ['a Deny of TLS', [over('Bool', 'true')]],
    ['a Deny where the key is missing, which it never is', [over('Null', 'true')]],
    ['a Deny of something else', [denyWhen('StringNotEquals', 'aws:SourceVpce', 'vpce-1')]],
    [
      'a Deny for another bucket',
      [over('Bool', 'false', { Resource: ['arn:aws:s3:::other', 'arn:aws:s3:::other/*'] })],
    ],
  ])('not refused: %s', (_, statements) => {
    expect(refusesHttp(read(...statements), options)).toMatchObject({ outcome: 'not-refused', denies: [] });
  });
});

describe('classifyActions', () => {
  const access = (Action: unknown, service?: string) => {
    const [statement] = read({ Effect: 'Allow', Action, Resource: '*' }).statements;
    return statement && classifyActions(statement.actions, service);
  };
  it('expands wildcards of S3 against the table', () => {
    expect(access('s3:*Acl', 's3')).toEqual({
      list: [],
      read: ['s3:GetBucketAcl', 's3:GetObjectAcl', 's3:GetObjectVersionAcl'],
      write: [],
      permissions: ['s3:PutBucketAcl', 's3:PutObjectAcl', 's3:PutObjectVersionAcl'],
    });
    expect(access('*', 's3')?.list).toContain('s3:ListBucket');
  });

  it.each([
    ['sqs:SendMessage', 'write'],
    ['sqs:ReceiveMessage', 'read'],
    ['sqs:ListQueues', 'list'],
    ['sqs:AddPermission', 'permissions'],
    ['kms:CreateGrant', 'permissions'],
    ['kms:PutKeyPolicy', 'permissions'],
    ['kms:Decrypt', 'read'],
  ] as const)('judges %s by its name: %s', (action, level) => {
    expect(access(action)).toEqual({ list: [], read: [], write: [], permissions: [], [level]: [action] });
  });

  it('puts a pattern that may be anything at every level', () => {
    expect(access('sqs:*', 'sqs')).toEqual({
      list: ['sqs:*'],
      read: ['sqs:*'],
      write: ['sqs:*'],
      permissions: ['sqs:*'],
    });
    expect(access(['sqs:*', 'sns:Publish'], 'sns')).toMatchObject({ list: [], write: ['sns:Publish'] });
  });
});
