/** What every kind says of others, on its example and on what AWS also answers. */
import { describe, expect, it } from '@jest/globals';
import { known, unknown, type Facet } from '../facet.js';
import type { AnyKind } from '../kind.js';
import { findKind, kindList } from '../registry.js';
import { oppositeOf, relationNames, relationTitle } from './relation-names.js';
import { isUniqueArn, namesOf, relatedKinds, relationsOf, soughtBy } from './relations-of.js';

const place = { partition: 'aws', accountId: '111122223333', region: 'sa-east-1' };
const own = 'arn:aws:iam::111122223333';

interface Given {
  readonly base?: object;
  readonly facets?: Readonly<Record<string, unknown>>;
}

/** The example of a kind with other fields. */
function exampleOf(kind: AnyKind, { base = {}, facets = {} }: Given = {}) {
  const values: Record<string, unknown> = { ...kind.example.facets, ...facets };
  return {
    ...place,
    kind: kind.kind,
    base: { ...(kind.example.base as object), ...base }, // Bases are records.
    facets: Object.fromEntries(
      Object.entries(values).map(([name, value]): [string, Facet<unknown>] => [name, known(value)]),
    ),
  };
}

function kindOf(name: string): AnyKind {
  const kind = findKind(name);
  if (!kind) throw new Error(`There is no kind ${name}.`);
  return kind;
}

const said = (name: string, given?: Given): string[] =>
  relationsOf(exampleOf(kindOf(name), given)).relations.map(
    ({ relation, kind, ref, detail }) =>
      `${relation} ${kind?.replace('aws.', '') ?? '-'} ${ref}${detail === null ? '' : ` (${detail})`}`,
  );

const trusting = (...statements: object[]): Given => ({
  facets: { trustPolicy: encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement: statements })) },
});
const assume = (principal: unknown, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: principal,
  Action: 'sts:AssumeRole',
  ...more,
});

/** Of every kind, what its example says. */
const examples: Readonly<Record<string, readonly string[]>> = {
  'aws.s3.account': [],
  'aws.s3.bucket': [
    'logs-to s3.bucket arn:aws:s3:::example-logs (s3/)',
    'replicates-to s3.bucket arn:aws:s3:::example-reports-dr (dr)',
  ],
  'aws.s3.access-point': ['leads-to s3.bucket arn:aws:s3:::example-reports (Internet)'],
  'aws.s3.multi-region-access-point': [],
  'aws.ec2.instance': [
    'protected-by ec2.security-group sg-0a1b2c3d',
    'lies-in vpc.subnet subnet-0a1b2c3d',
    'lies-in vpc.vpc vpc-0a1b2c3d',
    'made-from ec2.image ami-0a1b2c3d',
    'acts-as - arn:aws:iam::111122223333:instance-profile/reports',
    'attaches ec2.volume vol-0a1b2c3d',
    'attaches ec2.network-interface eni-0a1b2c3d',
  ],
  'aws.ec2.security-group': ['lies-in vpc.vpc vpc-0a1b2c3d'],
  'aws.ec2.network-interface': [
    'protected-by ec2.security-group sg-0a1b2c3d',
    'lies-in vpc.subnet subnet-0a1b2c3d',
    'lies-in vpc.vpc vpc-0a1b2c3d',
    'attached-to ec2.instance i-0a1b2c3d4e5f60718',
  ],
  'aws.ec2.volume': ['attached-to ec2.instance i-0a1b2c3d4e5f60718'],
  'aws.ec2.snapshot': ['made-from ec2.volume vol-0a1b2c3d'],
  'aws.ec2.image': ['made-from ec2.snapshot snap-0a1b2c3d'],
  'aws.ec2.elastic-ip': ['attached-to ec2.network-interface eni-0a1b2c3d'],
  'aws.ec2.launch-template': [],
  'aws.ec2.key-pair': [],
  'aws.ec2.region': [],
  'aws.ec2.transit-gateway': [],
  'aws.vpc.vpc': [],
  'aws.vpc.subnet': ['lies-in vpc.vpc vpc-0a1b2c3d'],
  'aws.vpc.route-table': ['routes-for vpc.vpc vpc-0a1b2c3d', 'lies-in vpc.vpc vpc-0a1b2c3d'],
  'aws.vpc.internet-gateway': ['attached-to vpc.vpc vpc-0a1b2c3d'],
  'aws.vpc.network-acl': ['filters vpc.subnet subnet-0a1b2c3d', 'lies-in vpc.vpc vpc-0a1b2c3d'],
  'aws.vpc.endpoint': [
    'lies-in vpc.vpc vpc-0a1b2c3d',
    'leads-to - com.amazonaws.sa-east-1.ec2',
    'lies-in vpc.subnet subnet-0a1b2c3d',
    'lies-in vpc.subnet subnet-0b1b2c3d',
  ],
  'aws.vpc.endpoint-service': [`shared-with iam.account ${own}:root`],
  'aws.vpc.peering-connection': [
    'connects vpc.vpc vpc-0a1b2c3d (10.0.0.0/16)',
    'connects vpc.vpc vpc-0b1b2c3d (10.1.0.0/16)',
  ],
  'aws.vpc.vpn-connection': [],
  'aws.iam.account': [],
  'aws.iam.user': ['member-of iam.group developers'],
  'aws.iam.group': ['permitted-by iam.policy arn:aws:iam::aws:policy/ReadOnlyAccess'],
  'aws.iam.role': ['may-be-assumed-by - lambda.amazonaws.com'],
  'aws.iam.policy': [],
  'aws.iam.server-certificate': [],
  'aws.iam.saml-provider': [],
  'aws.iam.oidc-provider': [],
  'aws.accessanalyzer.region': [],
};

describe('the example of', () => {
  it.each(kindList.map(({ kind }) => kind))('%s says what it refers to', (kind) => {
    expect(relatedKinds).toContain(kind);
    expect(said(kind)).toEqual(examples[kind]);
  });
});

describe('what a resource says', () => {
  const key = 'arn:aws:kms:sa-east-1:111122223333:key/1';
  const rule = (groups: object[], ports: object = {}) => ({
    protocol: 'tcp',
    fromPort: 443,
    toPort: 443,
    ipv4: [],
    ipv6: [],
    prefixLists: [],
    groups,
    ...ports,
  });

  it.each<[string, string, Given, string[]]>([
    [
      'an instance of EC2-Classic',
      'aws.ec2.instance',
      {
        base: { vpcId: null, subnetId: null, securityGroupIds: [], imageId: null },
        facets: {
          profile: null,
          volumes: [],
          network: {
            publicIp: null,
            publicIpv6: [],
            publicDnsName: null,
            interfaces: [{ id: null, subnetId: null, securityGroupIds: [], publicIp: null }],
          },
        },
      },
      [],
    ],
    [
      'a key pair by its name',
      'aws.ec2.instance',
      {
        base: { vpcId: null, subnetId: null, securityGroupIds: [], imageId: null },
        facets: {
          profile: null,
          volumes: [],
          network: { publicIp: null, publicIpv6: [], publicDnsName: null, interfaces: [] },
          launch: {
            launchedAt: null,
            type: null,
            keyName: 'ops key',
            virtualization: null,
            platform: null,
            lifecycle: null,
          },
        },
      },
      ['opened-with ec2.key-pair ops key'],
    ],
    [
      'groups that rules name, with their ports, once, and those of others by their ARN',
      'aws.ec2.security-group',
      {
        base: { vpcId: null },
        facets: {
          rules: {
            ingress: [
              rule([
                { groupId: 'sg-1', accountId: '111122223333' },
                { groupId: 'sg-1', accountId: null },
                { groupId: null, accountId: null },
              ]),
              rule([{ groupId: 'sg-2', accountId: '444455556666' }], {
                fromPort: 1_000,
                toPort: 2_000,
                protocol: 'udp',
              }),
              rule([{ groupId: 'sg-3', accountId: null }], { protocol: '-1', fromPort: null, toPort: null }),
            ],
            egress: [rule([{ groupId: 'sg-1', accountId: null }], { fromPort: 0, toPort: 65_535 })],
          },
        },
      },
      [
        'lets-in ec2.security-group sg-1 (tcp 443)',
        'lets-in ec2.security-group arn:aws:ec2:sa-east-1:444455556666:security-group/sg-2 (udp 1000-2000)',
        'lets-in ec2.security-group sg-3',
        'lets-out-to ec2.security-group sg-1 (tcp)',
      ],
    ],
    [
      'the key of a disk',
      'aws.ec2.volume',
      {
        facets: {
          encryption: { encrypted: true, kmsKeyId: key },
          usage: { state: 'available', instanceIds: [], createdAt: null },
        },
      },
      [`encrypted-with - ${key}`],
    ],
    [
      'whom a snapshot is shared with, and no volume that never was',
      'aws.ec2.snapshot',
      { base: { volumeId: 'vol-ffffffff' }, facets: { permissions: { public: true, accountIds: ['444455556666'] } } },
      ['shared-with - *', 'shared-with iam.account arn:aws:iam::444455556666:root'],
    ],
    [
      'what an image was made from and that everybody may use it',
      'aws.ec2.image',
      {
        facets: {
          permissions: { public: true },
          disks: [
            { snapshotId: null, encrypted: null },
            { snapshotId: 'snap-1', encrypted: true },
          ],
        },
      },
      ['made-from ec2.snapshot snap-1', 'shared-with - *'],
    ],
    [
      'where routes lead',
      'aws.vpc.route-table',
      {
        base: { isMain: true, subnetIds: ['subnet-1'] },
        facets: {
          routes: [
            { destination: '10.0.0.0/16', target: 'local', state: 'active' },
            { destination: '0.0.0.0/0', target: 'igw-1', state: 'active' },
            { destination: null, target: 'nat-1', state: 'blackhole' },
            { destination: '10.9.0.0/16', target: 'tgw-1', state: null },
            { destination: 'pl-1', target: 'vpce-1', state: 'active' },
            { destination: '::/0', target: null, state: null },
          ],
        },
      },
      [
        'routes-for vpc.subnet subnet-1',
        'routes-for vpc.vpc vpc-0a1b2c3d',
        'lies-in vpc.vpc vpc-0a1b2c3d',
        'routes-to vpc.internet-gateway igw-1 (0.0.0.0/0)',
        'routes-to - nat-1 (blackhole)',
        'routes-to ec2.transit-gateway tgw-1 (10.9.0.0/16)',
        'routes-to vpc.endpoint vpce-1 (pl-1)',
      ],
    ],
    [
      'the far side of a peering by its id alone',
      'aws.vpc.peering-connection',
      {
        base: {
          accepter: { vpcId: 'vpc-9', accountId: '444455556666', cidrs: [] },
          requester: { vpcId: null, accountId: null, cidrs: [] },
        },
      },
      ['connects - vpc-9 (444455556666)'],
    ],
    [
      'who may use a service of ours',
      'aws.vpc.endpoint-service',
      { facets: { allowedPrincipals: ['*', 'arn:aws:iam::444455556666:role/x'] } },
      ['shared-with - *', 'shared-with iam.role arn:aws:iam::444455556666:role/x'],
    ],
    [
      'policies and the boundary of a user',
      'aws.iam.user',
      {
        facets: {
          groups: [],
          attachedPolicies: [{ name: 'a', arn: `${own}:policy/a` }],
          permissionsBoundary: `${own}:policy/b`,
        },
      },
      [`permitted-by iam.policy ${own}:policy/a`, `limited-by iam.policy ${own}:policy/b`],
    ],
    [
      'the key of a bucket, and no replication that is switched off',
      'aws.s3.bucket',
      {
        facets: {
          logging: null,
          encryption: { rules: [{ algorithm: 'aws:kms', kmsKeyId: key, bucketKey: true }] },
          replication: { rules: [{ id: null, enabled: false, destination: 'arn:aws:s3:::x' }] },
        },
      },
      [`encrypted-with - ${key}`],
    ],
  ])('%s', (_, kind, given, expected) => {
    expect(said(kind, given)).toEqual(expected);
  });
});

describe('a trust policy', () => {
  it.each<[string, Given, string[]]>([
    [
      'an account by its number and by its root',
      trusting(assume({ AWS: ['444455556666', 'arn:aws:iam::777788889999:root'] })),
      [
        'may-be-assumed-by iam.account arn:aws:iam::444455556666:root',
        'may-be-assumed-by iam.account arn:aws:iam::777788889999:root',
      ],
    ],
    [
      'a role and a user',
      trusting(assume({ AWS: [`${own}:role/a/b`, `${own}:user/c`] })),
      [`may-be-assumed-by iam.role ${own}:role/a/b`, `may-be-assumed-by iam.user ${own}:user/c`],
    ],
    ['everybody, said in two ways', trusting(assume('*'), assume({ AWS: '*' })), ['may-be-assumed-by - *']],
    [
      'a condition',
      trusting(
        assume(
          { AWS: '*' },
          {
            Condition: { StringEquals: { 'sts:ExternalId': ['a', 'b'] }, Bool: { 'aws:MultiFactorAuthPresent': true } },
          },
        ),
      ),
      ['may-be-assumed-by - * (StringEquals sts:ExternalId: a, b; Bool aws:MultiFactorAuthPresent: true)'],
    ],
    [
      'federation',
      trusting(
        assume({ Federated: `${own}:oidc-provider/token.example` }, { Action: ['sts:AssumeRoleWithWebIdentity'] }),
        assume({ Federated: `${own}:saml-provider/corp` }, { Action: 'sts:AssumeRoleWithSAML' }),
      ),
      [
        `may-be-assumed-by iam.oidc-provider ${own}:oidc-provider/token.example`,
        `may-be-assumed-by iam.saml-provider ${own}:saml-provider/corp`,
      ],
    ],
    [
      'services',
      trusting(assume({ Service: ['ec2.amazonaws.com', 'lambda.amazonaws.com'] })),
      ['may-be-assumed-by - ec2.amazonaws.com', 'may-be-assumed-by - lambda.amazonaws.com'],
    ],
    ['one that is gone', trusting(assume({ AWS: 'AIDAEXAMPLE' })), ['may-be-assumed-by - AIDAEXAMPLE']],
    [
      'a refusal',
      trusting(assume({ AWS: `${own}:user/c` }, { Effect: 'Deny' })),
      [`may-not-be-assumed-by iam.user ${own}:user/c`],
    ],
    [
      'everybody but some',
      trusting({ Effect: 'Allow', NotPrincipal: { AWS: `${own}:user/c` }, Action: 'sts:*' }),
      [`may-be-assumed-by - * (NotPrincipal ${own}:user/c)`],
    ],
    ['wildcards in actions', trusting(assume('*', { Action: 'STS:Assume*' })), ['may-be-assumed-by - *']],
    [
      'all actions but some',
      trusting({ Effect: 'Allow', Principal: '*', NotAction: 's3:*' }),
      ['may-be-assumed-by - *'],
    ],
    ['actions that assume nothing', trusting(assume('*', { Action: ['sts:TagSession', 'sts:SetSourceIdentity'] })), []],
    ['every action but assuming', trusting({ Effect: 'Allow', Principal: '*', NotAction: 'sts:*' }), []],
    [
      'a single statement',
      { facets: { trustPolicy: JSON.stringify({ Statement: assume('*') }) } },
      ['may-be-assumed-by - *'],
    ],
    ['no policy at all', { facets: { trustPolicy: 'nonsense' } }, []],
    ['broken JSON', { facets: { trustPolicy: '{"Statement":' } }, []],
    [
      'statements of other types',
      {
        facets: {
          trustPolicy: '{"Statement":[1,null,"x",{"Effect":"Allow","Principal":7,"Action":"sts:AssumeRole"}]}',
        },
      },
      [],
    ],
  ])('names %s', (_, given, expected) => {
    expect(said('aws.iam.role', given)).toEqual(expected);
  });
});

describe('what could not be read', () => {
  it('is told with its reason for each relation that it might hold', () => {
    const role = exampleOf(kindOf('aws.iam.role'));
    const trustPolicy = unknown('denied', 'iam:GetRole', 'AccessDenied');
    expect(relationsOf({ ...role, facets: { ...role.facets, trustPolicy } })).toEqual({
      relations: [],
      unknown: [{ relation: 'may-be-assumed-by', reason: 'denied', action: 'iam:GetRole', detail: 'AccessDenied' }],
    });
  });

  it('and was not asked for, or is of another shape, says nothing', () => {
    const role = exampleOf(kindOf('aws.iam.role'));
    for (const facets of [{}, { trustPolicy: known({ other: 'shape' }) }, { trustPolicy: null }, { trustPolicy: 'x' }])
      expect(relationsOf({ ...role, facets })).toEqual({ relations: [], unknown: [] });
    expect(relationsOf({ ...role, base: {} })).toEqual({ relations: [], unknown: [] });
    expect(relationsOf({ ...role, kind: 'aws.future.thing' })).toEqual({ relations: [], unknown: [] });
  });
});

describe('a relation', () => {
  it('has an opposite and words in both languages on either side', () => {
    for (const name of relationNames) {
      expect(oppositeOf(oppositeOf(name))).toBe(name);
      const { en, pt } = relationTitle(name);
      expect([en, pt].every((words) => words !== '')).toBe(true);
      expect(pt).not.toBe(en);
    }
    expect(new Set(relationNames).size).toBe(relationNames.length);
    expect(oppositeOf('of-a-later-version')).toBe('of-a-later-version');
    expect(relationTitle('of-a-later-version')).toEqual({ en: 'of-a-later-version', pt: 'of-a-later-version' });
  });

  it.each([
    [
      { kind: 'aws.ec2.security-group', ref: 'sg-1' },
      { kind: 'aws.ec2.security-group', arn: 'arn:aws:ec2:sa-east-1:111122223333:security-group/sg-1' },
    ],
    [
      { kind: 'aws.iam.group', ref: 'developers' },
      { kind: 'aws.iam.group', name: 'developers' },
    ],
    [
      { kind: null, ref: 'arn:aws:kms:x' },
      { kind: null, arn: 'arn:aws:kms:x' },
    ],
    [{ kind: null, ref: 'lambda.amazonaws.com' }, undefined],
    [{ kind: 'aws.future.thing', ref: 'x' }, undefined],
  ])('%j is found by %j', (relation, sought) => {
    expect(soughtBy(relation, place)).toEqual(sought);
  });

  it.each([
    ['aws.ec2.security-group', 'sg-0a1b2c3d'],
    ['aws.ec2.key-pair', 'the name'],
    ['aws.future.thing', null],
  ])('calls one of %s within its account and region %s', (kind, local) => {
    const base = findKind(kind)?.example.base;
    expect(namesOf({ kind, base, arn: 'arn:x', name: 'the name' })).toEqual({ arn: 'arn:x', local });
  });

  it.each([
    ['arn:aws:s3:::bucket', true],
    [`${own}:role/x`, true],
    ['arn:aws:iam::aws:policy/ReadOnlyAccess', false],
    ['sg-1', false],
  ])('to %s crosses accounts: %s', (arn, expected) => {
    expect(isUniqueArn(arn)).toBe(expected);
  });
});
