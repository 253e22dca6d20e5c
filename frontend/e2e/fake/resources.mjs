/** A made-up inventory: what its operations answer. The collector's tests hold that the real ones mean the same. */
import { isAccount, isLike, parseResourceQuery } from '@cspmexa/contracts';

const gone = { problem: 'not-found' };
const day = 86_400_000;
const iso = (ms) => new Date(ms).toISOString();
const uuid = (n) => `60000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const known = (value) => ({ known: true, value });
const hostile = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';

const trust = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Principal: { Service: 'ec2.amazonaws.com' }, Action: 'sts:AssumeRole' },
    {
      Effect: 'Allow',
      Principal: { AWS: 'arn:aws:iam::444455556666:root' },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'sts:ExternalId': 'k7-shared' } },
    },
  ],
};
const denyHttp = {
  Version: '2012-10-17',
  Statement: [
    {
      Sid: 'TlsOnly',
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: 'arn:aws:s3:::reports-2026/*',
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    },
  ],
};
const denied = (action, deniedBy) => ({
  known: false,
  reason: 'denied',
  action,
  detail: `User: arn:aws:sts::111122223333:assumed-role/cspmexa-read/scan is not authorized to perform: ${action} with an explicit deny`,
  ...(deniedBy ? { deniedBy } : {}),
});
const bucketFacets = (more = {}) => ({
  acl: known({
    ownerId: 'b3f1',
    grants: [
      {
        grantee: { type: 'CanonicalUser', id: 'b3f1', uri: null, emailAddress: null },
        permission: 'FULL_CONTROL',
      },
    ],
  }),
  policy: known(JSON.stringify(denyHttp)),
  policyStatus: known({ isPublic: false }),
  publicAccessBlock: known({
    blockPublicAcls: true,
    ignorePublicAcls: true,
    blockPublicPolicy: false,
    restrictPublicBuckets: true,
  }),
  encryption: known({
    rules: [{ algorithm: 'aws:kms', kmsKeyId: 'arn:aws:kms:sa-east-1:111122223333:key/7c1f', bucketKey: true }],
  }),
  versioning: known({ status: 'Enabled', mfaDelete: false }),
  logging: known({ targetBucket: 'audit-logs', targetPrefix: 's3/' }),
  lifecycle: known([]),
  ownership: known('BucketOwnerEnforced'),
  website: known(null),
  replication: known(null),
  objectLock: known(null),
  notifications: known({ configured: false }),
  ...more,
});
const instance = (securityGroupIds, more = {}) => ({
  base: { vpcId: 'vpc-0a1b2c3d', subnetId: 'subnet-0a1b2c3d', securityGroupIds, imageId: 'ami-0f3a9c27' },
  facets: {
    state: known({ name: 'running', stoppedAt: null }),
    metadataOptions: known({ httpEndpoint: 'enabled', httpTokens: 'optional', hopLimit: 2 }),
    network: known({
      publicIp: '203.0.113.24',
      publicIpv6: [],
      publicDnsName: 'ec2-203-0-113-24.sa-east-1.compute.amazonaws.com',
      interfaces: [{ id: 'eni-0c81', subnetId: 'subnet-0a1b2c3d', securityGroupIds, publicIp: '203.0.113.24' }],
    }),
    profile: known({ arn: 'arn:aws:iam::111122223333:instance-profile/reports' }),
    volumes: known(['vol-0d41']),
    monitoring: known({ detailed: false }),
    launch: known({
      launchedAt: '2026-10-02T09:12:00.000Z',
      type: 't3.large',
      keyName: 'ops',
      virtualization: 'hvm',
      platform: null,
      lifecycle: null,
    }),
    enclave: known({ enabled: false }),
    userData: known({ sha256: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' }),
    ...more,
  },
});

function inventoryOf({ accounts }) {
  const now = Date.now();
  const [production, staging] = accounts;
  const list = [];
  const add = (
    key,
    kind,
    id,
    name,
    { account = production, region = 'sa-east-1', base = {}, facets = {}, tags = {}, ...more } = {},
  ) => {
    const service = kind.split('.')[1] === 'vpc' ? 'ec2' : kind.split('.')[1];
    const arn =
      service === 's3'
        ? `arn:aws:s3:::${id}`
        : `arn:aws:${service}:${service === 'iam' ? '' : region}:${account.awsAccountId}:${id}`;
    list.push({
      key,
      id: uuid(list.length + 1),
      accountId: account.id,
      awsAccountId: account.awsAccountId,
      region: service === 'iam' ? 'global' : region,
      service,
      kind,
      arn,
      name,
      tags,
      hasUnknown: Object.values(facets).some((facet) => !facet.known),
      firstSeenAt: iso(now - 60 * day),
      changedAt: iso(now - (list.length + 1) * 5 * 3_600_000),
      deletedAt: null,
      base: { ...base, id: id.split('/').at(-1) },
      facets,
      ...more,
    });
  };
  add('web', 'aws.ec2.security-group', 'security-group/sg-0a1b2c3d', 'web', {
    base: { groupId: 'sg-0a1b2c3d', groupName: 'web', vpcId: 'vpc-0a1b2c3d' },
    facets: {
      rules: known({
        ingress: [
          { protocol: 'tcp', fromPort: 443, toPort: 443, ipv4: ['0.0.0.0/0'], ipv6: [], prefixLists: [], groups: [] },
        ],
        egress: [],
      }),
      description: known('Web servers'),
    },
  });
  add('db', 'aws.ec2.security-group', 'security-group/sg-0b2c3d4e', 'database', {
    base: { groupId: 'sg-0b2c3d4e', groupName: 'database', vpcId: 'vpc-0a1b2c3d' },
    facets: { rules: denied('ec2:DescribeSecurityGroups', 'service-control-policy'), description: known('') },
  });
  add('instance', 'aws.ec2.instance', 'instance/i-0c81f3a9c27b1d84e', 'web-prod', {
    ...instance(['sg-0a1b2c3d', 'sg-0b2c3d4e']),
    tags: { env: 'prod', team: 'payments', Name: 'web-prod', 'cost-center': '4711' },
  });
  add('second', 'aws.ec2.instance', 'instance/i-0d92f3a9c27b1d84e', 'batch-worker', {
    ...instance(['sg-0a1b2c3d']),
    tags: { env: 'prod', team: 'data' },
  });
  add('old', 'aws.ec2.instance', 'instance/i-0e03f3a9c27b1d84e', 'legacy-ftp', {
    ...instance([]),
    deletedAt: iso(now - 3 * day),
  });
  add('vpc', 'aws.vpc.vpc', 'vpc/vpc-0a1b2c3d', 'main', { facets: { flowLogs: known([]) } });
  add('subnet', 'aws.vpc.subnet', 'subnet/subnet-0a1b2c3d', 'public-a', {
    facets: {
      addressing: known({ publicIpOnLaunch: true, ipv6OnCreation: false, cidr: '10.0.1.0/24', availableIps: 198 }),
    },
  });
  add('role', 'aws.iam.role', 'role/reports-worker', 'reports-worker', {
    base: { name: 'reports-worker', path: '/', roleId: 'AROA3F', createdAt: '2025-02-11T10:00:00.000Z' },
    facets: {
      trustPolicy: known(encodeURIComponent(JSON.stringify(trust))),
      attachedPolicies: known([{ name: 'read-reports', arn: 'arn:aws:iam::111122223333:policy/read-reports' }]),
      inlinePolicies: known([]),
      permissionsBoundary: known(null),
      lastUsed: known({ at: iso(now - day), region: 'sa-east-1' }),
      instanceProfiles: known(['arn:aws:iam::111122223333:instance-profile/reports']),
    },
  });
  add('policy', 'aws.iam.policy', 'policy/read-reports', 'read-reports', {
    facets: {
      document: known(
        JSON.stringify({
          Version: '2012-10-17',
          Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::reports-2026/*' }],
        }),
      ),
      attachments: known({ count: 1, asBoundary: 0 }),
    },
  });
  add('bucket', 'aws.s3.bucket', 'reports-2026', 'reports-2026', {
    base: { name: 'reports-2026', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: bucketFacets(),
    tags: { team: 'finance', env: 'prod' },
  });
  add('logs', 'aws.s3.bucket', 'audit-logs', 'audit-logs', {
    base: { name: 'audit-logs', createdAt: '2025-01-01T00:00:00.000Z' },
    facets: bucketFacets({ policy: denied('s3:GetBucketPolicy', 'resource-policy'), logging: known(null) }),
    tags: { env: 'prod' },
  });
  add('hostile', 'aws.s3.bucket', hostile, hostile, {
    account: staging,
    facets: bucketFacets({ policy: known(hostile), website: known({ indexDocument: hostile, redirectsTo: null }) }),
    tags: { [hostile]: hostile, 'key"with,quote s': 'a\\b' },
  });
  for (let n = 0; n < 70; n += 1)
    add(`volume-${n}`, 'aws.ec2.volume', `volume/vol-0${String(n).padStart(4, '0')}`, `data-${n}`, {
      account: n % 3 ? production : staging,
      region: ['sa-east-1', 'us-east-1', 'eu-west-1'][n % 3],
      facets: {
        encryption: known({ encrypted: n % 2 === 0, kmsKeyId: null }),
        usage: known({ state: 'in-use', instanceIds: [], createdAt: null }),
      },
      tags: n % 4 ? { env: n % 5 ? 'dev' : 'prod' } : {},
    });
  return list;
}

const titles = {
  'protected-by': ['protected by', 'protegido por', 'protects'],
  protects: ['protects', 'protege', 'protected-by'],
  'lies-in': ['lies in', 'fica em', 'contains'],
  contains: ['contains', 'contém', 'lies-in'],
  'acts-as': ['acts as', 'age como', 'lends-permissions-to'],
  'lends-permissions-to': ['lends its permissions to', 'empresta suas permissões a', 'acts-as'],
  'may-be-assumed-by': ['may be assumed by', 'pode ser assumida por', 'may-assume'],
  'permitted-by': ['has the policy', 'tem a política', 'permits'],
  permits: ['attached to', 'associada a', 'permitted-by'],
  'logs-to': ['writes its logs to', 'grava seus logs em', 'keeps-logs-of'],
  'keeps-logs-of': ['keeps the logs of', 'guarda os logs de', 'logs-to'],
  'lets-in': ['lets in', 'deixa entrar', 'let-in-by'],
};
const titleOf = (relation) => ({ en: titles[relation][0], pt: titles[relation][1] });

const related = [
  ['instance', 'protected-by', 'web'],
  ['instance', 'protected-by', 'db'],
  ['second', 'protected-by', 'web'],
  ['instance', 'lies-in', 'subnet'],
  ['instance', 'lies-in', 'vpc'],
  ['second', 'lies-in', 'vpc'],
  ['subnet', 'lies-in', 'vpc'],
  ['instance', 'acts-as', 'role', 'reports'],
  ['role', 'permitted-by', 'policy'],
  ['bucket', 'logs-to', 'logs', 's3/'],
  ['role', 'may-be-assumed-by', { ref: 'ec2.amazonaws.com' }],
  [
    'role',
    'may-be-assumed-by',
    { ref: 'arn:aws:iam::444455556666:root', kind: 'aws.iam.account' },
    'StringEquals sts:ExternalId: k7-shared',
  ],
  ['role', 'may-be-assumed-by', { ref: '*' }, 'StringLike aws:PrincipalOrgID: o-*'],
];

function relationsOf(list, resource) {
  const told = (relation, other, detail = null) => {
    const found = typeof other === 'string' ? list.find(({ key }) => key === other) : undefined;
    return {
      relation,
      title: titleOf(relation),
      kind: found?.kind ?? other.kind ?? null,
      ref: found?.arn ?? other.ref,
      name: found?.name ?? null,
      resourceId: found?.id ?? null,
      detail,
    };
  };
  const items = related.flatMap(([from, relation, to, detail]) => [
    ...(from === resource.key ? [told(relation, to, detail)] : []),
    ...(to === resource.key ? [told(titles[relation][2], from, detail)] : []),
  ]);
  if (resource.key === 'web')
    for (const { key } of list.filter(({ kind }) => kind === 'aws.ec2.volume').slice(0, 12))
      items.push(told('protects', key));
  const unknown =
    resource.facets.rules?.known === false
      ? [{ relation: 'lets-in', title: titleOf('lets-in'), ...resource.facets.rules }]
      : [];
  return { items, unknown };
}

function versionsOf(resource) {
  const at = Date.parse(resource.changedAt);
  const version = (n, more) => ({
    id: uuid(900_000 + n),
    at: iso(at - n * 4 * day),
    scanId: null,
    state: 'present',
    changes: [],
    cause: null,
    ...more,
  });
  const changed = version(1, {
    changes: [
      { path: '/facets/policy/value/Statement/0/Principal', before: 'arn:aws:iam::111122223333:root', after: '*' },
      { path: '/tags/team', after: 'finance' },
      { path: '/facets/website/value', before: { indexDocument: hostile }, after: null },
      { path: '/tags/owner', before: hostile },
      { path: '', after: { omitted: 3 } },
    ],
    cause: {
      eventId: '0f0f0f0f-1111-4222-8333-444455556666',
      eventName: 'PutBucketPolicy',
      actor: 'arn:aws:sts::111122223333:assumed-role/deploy/ci',
      at: iso(at - 4 * day - 60_000),
    },
  });
  const older = Array.from({ length: 12 }, (_, n) =>
    version(n + 2, { changes: [{ path: '/facets/lastUsed/value', before: n, after: n + 1 }] }),
  );
  const many = resource.key === 'bucket' ? older : [];
  const last = resource.deletedAt ? [version(0, { state: 'deleted', at: resource.deletedAt })] : [];
  return [...last, changed, ...many, version(many.length + 2, { at: resource.firstSeenAt })];
}

function matcherOf(q, { world }, leftOut) {
  const { filter } = parseResourceQuery(q ?? '');
  const names = new Map(world.accounts.map(({ id, name }) => [id, name]));
  const has = {
    kind: ({ kind }, value) => kind === value || kind === `aws.${value}`,
    service: ({ service }, value) => service === value,
    region: ({ region }, value) => region === value,
    account: ({ accountId, awsAccountId }, value) =>
      isAccount(value, { accountId, awsAccountId, accountName: names.get(accountId) ?? null }),
    arn: ({ arn }, value) => (value.includes('*') ? isLike(value, arn) : arn === value),
  };
  const flags = { deleted: ({ deletedAt }) => deletedAt !== null, unknown: ({ hasUnknown }) => hasUnknown };
  const words = ({ name, arn, tags }) =>
    [name, arn, ...Object.entries(tags).map((tag) => tag.join('='))].join(' ').toLowerCase();
  const rest = (lists) => Object.entries(lists).filter(([key]) => key !== leftOut);
  return (resource) =>
    rest(filter.any).every(([key, values]) => values.some((value) => has[key](resource, value))) &&
    rest(filter.none).every(([key, values]) => !values.some((value) => has[key](resource, value))) &&
    (leftOut === 'tag' ||
      filter.tags.every(
        ({ key, value, negated }) =>
          (Object.hasOwn(resource.tags, key) && (value === null || resource.tags[key] === value)) !== negated,
      )) &&
    (filter.is.includes('deleted') || resource.deletedAt === null) &&
    filter.is.every((flag) => flags[flag](resource)) &&
    filter.isNot.every((flag) => !flags[flag](resource)) &&
    filter.text.every((word) => words(resource).includes(word)) &&
    filter.notText.every((word) => !words(resource).includes(word));
}

function countsOf(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count);
}

const valuesOf = {
  kind: ({ kind }) => [kind],
  account: ({ accountId }) => [accountId],
  region: ({ region }) => [region],
  service: ({ service }) => [service],
  tag: ({ tags }) => Object.keys(tags),
};

/** The operations of the inventory; `pageOf` cuts a list. The inventory is made when it is first asked for, and may be changed in the world. */
export const resourceHandlers = (pageOf) => {
  const listOf = (world) => (world.resources ??= inventoryOf(world));
  const one = ({ world, params }) => listOf(world).find(({ id }) => id === params.resourceId);
  return {
    listResources: (call) => {
      const { q, accountId, arn, search, ...page } = call.query;
      const matches = matcherOf(q, call);
      const found = listOf(call.world).filter(
        (resource) =>
          matches(resource) &&
          (!accountId || resource.accountId === accountId) &&
          (!arn || resource.arn === arn) &&
          (!search || `${resource.name} ${resource.arn}`.toLowerCase().includes(search.toLowerCase())),
      );
      return pageOf(
        found.sort((a, b) => (a.arn < b.arn ? -1 : 1)),
        page,
      );
    },
    getResourceFacets: (call) => ({
      items: Object.entries(valuesOf).map(([key, values]) => ({
        key,
        values: countsOf(
          listOf(call.world)
            .filter(matcherOf(call.query.q, call, key))
            .flatMap(values),
        ),
      })),
    }),
    getResource: (call) => one(call) ?? gone,
    listResourceRelations: (call) => {
      const resource = one(call);
      return resource ? relationsOf(listOf(call.world), resource) : gone;
    },
    listResourceVersions: (call) => {
      const resource = one(call);
      return resource ? pageOf(versionsOf(resource), call.query) : gone;
    },
  };
};

/** The id of a resource by its place in the made-up inventory, for tests. */
export const resourceId = {
  instance: uuid(3),
  old: uuid(5),
  web: uuid(1),
  db: uuid(2),
  role: uuid(8),
  bucket: uuid(10),
  logs: uuid(11),
  hostile: uuid(12),
};
