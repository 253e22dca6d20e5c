/** What resources have to do with others, in the database: from both sides, as they change, and for those alone who may see it. */
import { newId } from '@cspmexa/platform';
import {
  Ec2Instance,
  Ec2KeyPair,
  Ec2SecurityGroup,
  Ec2Volume,
  IamAccount,
  IamGroup,
  IamPolicy,
  IamRole,
  IamUser,
  known,
  relationRulesVersion,
  resourceOf,
  S3AccessPoint,
  S3Bucket,
  unknown,
  type AnyKind,
  type Facet,
  type Resource,
} from '@cspmexa/resources';
import { createTestDatabase, openOwnerPool, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../database.js';
import { inventoryRowsOf } from '../inventory/inventory-row.js';
import { writeInventory } from '../inventory/inventory.store.js';
import { relateLate } from './late-relations.js';
import { RelationStore } from './relation.store.js';

let base: TestDatabase;
let database: CollectorDatabase;
let owner: pg.Pool;
let relations: RelationStore;
let tenantId: string;
let generation = 0;

beforeAll(async () => {
  base = await createTestDatabase(collectorMigrations, 'collector');
  database = openCollectorDatabase(base.url);
  owner = openOwnerPool(base.url);
  relations = new RelationStore(database);
}, 60_000);
afterAll(async () => {
  await owner.end();
  await database.close();
  await base.drop();
});
beforeEach(() => {
  tenantId = newId();
});

interface WatchedAccount {
  readonly tenantId: string;
  readonly id: string;
  readonly awsAccountId: string;
}

async function account(awsAccountId: string, of = tenantId): Promise<WatchedAccount> {
  const id = newId();
  await owner.query(
    `insert into accounts (tenant_id, id, name, access_kind, external_id, services, regions, aws_account_id, created_at)
     values ($1, $2, $3, 'role', gen_random_uuid()::text, '{}', '{}', $3, now())`,
    [of, id, awsAccountId],
  );
  return { tenantId: of, id, awsAccountId };
}

/** The example of a kind in an account, with other fields. */
function example<K extends AnyKind>(
  kind: K,
  { awsAccountId }: WatchedAccount,
  fields: object,
  facets: Readonly<Record<string, Facet<unknown>>> = {},
  region = 'us-east-1',
): Resource {
  const place = { partition: 'aws', accountId: awsAccountId, region };
  const values = Object.entries(kind.example.facets).map(([name, value]) => [name, known(value)] as const);
  return resourceOf<AnyKind>(
    kind,
    place,
    { ...(kind.example.base as object), ...fields },
    {
      ...Object.fromEntries(values),
      ...facets,
    },
  );
}

/** Writes what a scan of an account has found: nothing else is there any more. */
async function collected({ tenantId, id, awsAccountId }: WatchedAccount, ...resources: Resource[]): Promise<void> {
  generation += 1;
  const rows = await inventoryRowsOf(resources);
  const kinds = [
    Ec2Instance,
    Ec2KeyPair,
    Ec2SecurityGroup,
    Ec2Volume,
    IamAccount,
    IamGroup,
    IamPolicy,
    IamRole,
    IamUser,
    S3AccessPoint,
    S3Bucket,
  ];
  await database.withTenant(tenantId, (tx) =>
    writeInventory(
      tx,
      { tenantId, accountId: id, service: 'ec2', listedIn: 'us-east-1' },
      {
        generation,
        rows,
        kinds: kinds.map(({ kind }) => kind),
        holes: [],
        awsAccountId,
        scanId: newId(),
        targets: [],
        isPartial: false,
        causes: [],
      },
      new Date(Date.UTC(2026, 0, 1, 0, 0, generation)),
    ),
  );
}

/** `relation name` of each, `?` in front of what is not in the inventory. */
async function relationsOf(resource: Resource, { tenantId, id }: WatchedAccount): Promise<string[]> {
  const { items } = await relations.list(tenantId, await idOf(resource, { tenantId, id }));
  return items.map(
    ({ relation, name, ref, resourceId, detail }) =>
      `${relation} ${resourceId === null ? '?' : ''}${name ?? ref}${detail === null ? '' : ` (${detail})`}`,
  );
}

async function idOf(
  { kind, arn }: Resource,
  { tenantId, id }: Pick<WatchedAccount, 'tenantId' | 'id'>,
): Promise<string> {
  const { rows } = await owner.query<{ id: string }>(
    'select id from resources where tenant_id = $1 and account_id = $2 and kind = $3 and arn = $4',
    [tenantId, id, kind, arn],
  );
  return rows[0]?.id ?? '';
}

const alone = { vpcId: null, subnetId: null, imageId: null };
const nothing = {
  volumes: known([]),
  network: known({ publicIp: null, publicIpv6: [], publicDnsName: null, interfaces: [] }),
  profile: known(null),
};
const instanceOf = (
  of: WatchedAccount,
  id: string,
  groups: string[],
  facets: Record<string, Facet<unknown>> = {},
  region?: string,
) =>
  example(Ec2Instance, of, { ...alone, instanceId: id, securityGroupIds: groups }, { ...nothing, ...facets }, region);
const groupOf = (of: WatchedAccount, id: string, name: string, region?: string) =>
  example(Ec2SecurityGroup, of, { groupId: id, groupName: name, vpcId: null }, {}, region);
const trust = (...principals: unknown[]) => ({
  trustPolicy: known(
    JSON.stringify({
      Statement: principals.map((AWS) => ({ Effect: 'Allow', Principal: { AWS }, Action: 'sts:AssumeRole' })),
    }),
  ),
});
const roleOf = (of: WatchedAccount, name: string, facets: Record<string, Facet<unknown>>) =>
  example(IamRole, of, { name, path: '/', roleId: name }, facets, 'global');

describe('a relation', () => {
  it('is seen from both sides', async () => {
    const own = await account('111122223333');
    const web = groupOf(own, 'sg-1', 'web');
    const one = instanceOf(own, 'i-1', ['sg-1', 'sg-gone']);
    await collected(own, web, one, instanceOf(own, 'i-2', ['sg-1']));
    expect(await relationsOf(one, own)).toEqual(['protected-by web', 'protected-by ?sg-gone']);
    expect(await relationsOf(web, own)).toEqual(['protects i-1', 'protects i-2']);
  });

  it('that both say is told once', async () => {
    const own = await account('111122223333');
    const disk = example(
      Ec2Volume,
      own,
      { volumeId: 'vol-1' },
      {
        usage: known({ state: 'in-use', instanceIds: ['i-1'], createdAt: null }),
      },
    );
    const instance = instanceOf(own, 'i-1', [], { volumes: known(['vol-1']) });
    await collected(own, disk, instance);
    expect(await relationsOf(instance, own)).toEqual(['attaches vol-1']);
    expect(await relationsOf(disk, own)).toEqual(['attached-to i-1']);
  });

  it('follows changes, deletion, and return', async () => {
    const own = await account('111122223333');
    const [web, old] = [groupOf(own, 'sg-1', 'web'), groupOf(own, 'sg-2', 'old')];
    await collected(own, web, old, instanceOf(own, 'i-1', ['sg-2']));
    expect(await relationsOf(old, own)).toEqual(['protects i-1']);
    await collected(own, web, old, instanceOf(own, 'i-1', ['sg-1']));
    expect(await relationsOf(old, own)).toEqual([]);
    expect(await relationsOf(web, own)).toEqual(['protects i-1']);
    await collected(own, web, old);
    expect(await relationsOf(web, own)).toEqual([]);
    expect(await relationsOf(instanceOf(own, 'i-1', []), own)).toEqual([]);
    await collected(own, web, old, instanceOf(own, 'i-1', ['sg-1']));
    expect(await relationsOf(web, own)).toEqual(['protects i-1']);
  });

  it('writes nothing when a resource changes without it', async () => {
    const own = await account('111122223333');
    const stamp = async () =>
      (await owner.query('select xmin::text, hash from relations where tenant_id = $1', [tenantId])).rows;
    await collected(own, instanceOf(own, 'i-1', ['sg-1']));
    const before = await stamp();
    await collected(own, instanceOf(own, 'i-1', ['sg-1'], { monitoring: known({ detailed: false }) }));
    expect(before).toHaveLength(1);
    expect(await stamp()).toEqual(before);
  });

  it('by names holds within the account and region', async () => {
    const own = await account('111122223333');
    const launch = (keyName: string) => ({
      launch: known({ launchedAt: null, type: null, keyName, virtualization: null, platform: null, lifecycle: null }),
    });
    const key = (id: string, region: string) => example(Ec2KeyPair, own, { keyPairId: id, keyName: 'ops' }, {}, region);
    const here = instanceOf(own, 'i-1', [], launch('ops'));
    await collected(
      own,
      here,
      key('key-1', 'us-east-1'),
      key('key-2', 'eu-west-1'),
      instanceOf(own, 'i-2', [], launch('other')),
    );
    expect(await relationsOf(here, own)).toEqual(['opened-with ops']);
    expect(await relationsOf(key('key-1', 'us-east-1'), own)).toEqual(['opens i-1']);
    expect(await relationsOf(key('key-2', 'eu-west-1'), own)).toEqual([]);
  });

  it('by the same id means nothing in another account or region', async () => {
    const [own, other] = [await account('111122223333'), await account('444455556666')];
    const groups = [groupOf(own, 'sg-1', 'here'), groupOf(own, 'sg-1', 'far', 'eu-west-1')] as const;
    const foreign = groupOf(other, 'sg-1', 'foreign');
    const instance = instanceOf(own, 'i-1', ['sg-1']);
    await collected(own, ...groups, instance);
    await collected(other, foreign);
    expect(await relationsOf(instance, own)).toEqual(['protected-by here']);
    expect(await relationsOf(groups[0], own)).toEqual(['protects i-1']);
    expect(await relationsOf(groups[1], own)).toEqual([]);
    expect(await relationsOf(foreign, other)).toEqual([]);
  });

  it('by ARN crosses accounts, but for policies that AWS has in each of them', async () => {
    const [own, other] = [await account('111122223333'), await account('444455556666')];
    const role = roleOf(own, 'deploy', trust('arn:aws:iam::444455556666:user/ci', '444455556666', '777788889999'));
    const aws = { arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess', name: 'ReadOnlyAccess', awsManaged: true };
    const attached = { attachedPolicies: known([{ name: aws.name, arn: aws.arn }]), groups: known([]) };
    const [mine, theirs] = [example(IamPolicy, own, aws, {}, 'global'), example(IamPolicy, other, aws, {}, 'global')];
    const ci = example(IamUser, other, { name: 'ci' }, attached, 'global');
    const root = example(IamAccount, other, { accountId: other.awsAccountId }, {}, 'global');
    await collected(own, role, mine);
    await collected(other, ci, root, theirs);
    expect(await relationsOf(role, own)).toEqual([
      'may-be-assumed-by ci',
      `may-be-assumed-by ${root.name}`,
      'may-be-assumed-by ?arn:aws:iam::777788889999:root',
    ]);
    expect(await relationsOf(ci, other)).toEqual(['may-assume deploy', 'permitted-by ReadOnlyAccess']);
    expect(await relationsOf(root, other)).toEqual(['may-assume deploy']);
    expect(await relationsOf(theirs, other)).toEqual(['permits ci']);
    expect(await relationsOf(mine, own)).toEqual([]);
  });

  it('leads from an instance through its profile to its role, and back', async () => {
    const own = await account('111122223333');
    const arn = 'arn:aws:iam::111122223333:instance-profile/reports';
    const role = roleOf(own, 'worker', { ...trust(), instanceProfiles: known([arn]) });
    const instance = instanceOf(own, 'i-1', [], { profile: known({ arn }) });
    await collected(own, role, instance);
    expect(await relationsOf(instance, own)).toEqual(['acts-as worker (reports)']);
    expect(await relationsOf(role, own)).toEqual(['lends-permissions-to i-1 (reports)', `handed-out-by ?${arn}`]);
    await collected(own, instance);
    expect(await relationsOf(instance, own)).toEqual([`acts-as ?${arn}`]);
  });

  it('that could not be read is told as unknown', async () => {
    const own = await account('111122223333');
    const role = roleOf(own, 'dark', { trustPolicy: unknown('denied', 'iam:GetRole', 'AccessDenied: no.') });
    await collected(own, role);
    expect(await relations.list(tenantId, await idOf(role, own))).toEqual({
      items: [],
      unknown: [
        {
          relation: 'may-be-assumed-by',
          title: { en: 'may be assumed by', pt: 'pode ser assumida por' },
          reason: 'denied',
          action: 'iam:GetRole',
          detail: 'AccessDenied: no.',
        },
      ],
    });
  });

  it('with hostile texts is kept as they are, as far as PostgreSQL can', async () => {
    const own = await account('111122223333');
    const hostile = `<img src=x onerror=alert(1)>'";--\u0000\ud800`;
    const user = example(IamUser, own, { name: 'x' }, { groups: known([hostile, 'y'.repeat(3_000)]) }, 'global');
    await collected(own, user);
    expect(await relationsOf(user, own)).toHaveLength(2);
    const { rows } = await owner.query('select ref from relations where tenant_id = $1', [tenantId]);
    expect(rows).toEqual([{ ref: hostile.replace(/[\u0000\ud800]/g, '\ufffd') }]);
  });
});

describe('another tenant', () => {
  it('has its own, though AWS gave the same ids', async () => {
    const own = await account('111122223333');
    const other = await account('111122223333', newId());
    const group = groupOf(own, 'sg-1', 'web');
    await collected(own, group);
    await collected(other, groupOf(other, 'sg-1', 'web'), instanceOf(other, 'i-9', ['sg-1']));
    expect(await relationsOf(group, own)).toEqual([]);
    expect(await relationsOf(group, other)).toEqual(['protects i-9']);
    await expect(relations.list(tenantId, await idOf(group, other))).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('what was stored before there were relations', () => {
  it('is worked out later, batch by batch, until there is no more', async () => {
    const own = await account('111122223333');
    const group = groupOf(own, 'sg-1', 'web');
    const dark = roleOf(own, 'dark', { trustPolicy: unknown('denied', 'iam:GetRole', '') });
    const many = Array.from({ length: 600 }, (_, at) => instanceOf(own, `i-${at}`, ['sg-1']));
    await collected(own, group, dark, ...many);
    await owner.query('delete from relations where tenant_id = $1', [tenantId]);
    await owner.query('update resources set related = 0, has_unknown = false where tenant_id = $1', [tenantId]);
    expect(await relationsOf(group, own)).toEqual([]);
    let turns = 0;
    while (await relateLate(database)) turns += 1;
    expect(turns).toBeGreaterThan(1);
    expect(await relationsOf(group, own)).toHaveLength(500);
    const { rows } = await owner.query(
      'select related, has_unknown, count(*)::int from resources where tenant_id = $1 group by 1, 2 order by 3',
      [tenantId],
    );
    expect(rows).toEqual([
      { related: relationRulesVersion, has_unknown: true, count: 1 },
      { related: relationRulesVersion, has_unknown: false, count: 601 },
    ]);
  });
});

describe('a bucket', () => {
  it('is known by its name wherever it is written to', async () => {
    const [own, other] = [await account('111122223333'), await account('444455556666')];
    const logs = example(S3Bucket, own, { name: 'logs' }, { logging: known(null), replication: known(null) });
    const source = example(
      S3Bucket,
      other,
      { name: 'source' },
      {
        logging: known({ targetBucket: 'logs', targetPrefix: 's/' }),
        replication: known(null),
      },
    );
    const point = example(S3AccessPoint, own, { name: 'door', bucket: 'logs', networkOrigin: 'VPC' });
    await collected(own, logs, point);
    await collected(other, source);
    expect(await relationsOf(logs, own)).toEqual(['keeps-logs-of source (s/)', 'reached-through door (VPC)']);
    expect(await relationsOf(source, other)).toEqual(['logs-to logs (s/)']);
  });
});
