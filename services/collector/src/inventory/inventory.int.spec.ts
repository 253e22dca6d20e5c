/** What units of whole, targeted and tier scans do to the inventory, in whatever order they come. */
import { newId } from '@cspmexa/platform';
import { Ec2Instance, Ec2Volume, known, resourceOf, unknown, type Resource } from '@cspmexa/resources';
import { createTestDatabase, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { collectorMigrations, openCollectorDatabase, type CollectorDatabase } from '../database.js';
import { inventoryRowsOf } from './inventory-row.js';
import { writeInventory, type FoundByUnit } from './inventory.store.js';

const place = { partition: 'aws', accountId: '111122223333', region: 'us-east-1' };
const kinds = [Ec2Instance.kind, Ec2Volume.kind];
let base: TestDatabase;
let database: CollectorDatabase;
let tenantId: string;
let accountId: string;
let clock: number;

beforeAll(async () => {
  base = await createTestDatabase(collectorMigrations, 'collector');
  database = openCollectorDatabase(base.url);
}, 60_000);
afterAll(async () => {
  await database.close();
  await base.drop();
});
beforeEach(() => {
  tenantId = newId();
  accountId = newId();
  clock = Date.UTC(2026, 0, 1);
});

/** An instance; its user data makes the difference. */
const instance = (id: string, userData: string): Resource =>
  resourceOf(
    Ec2Instance,
    place,
    { ...Ec2Instance.base.parse(Ec2Instance.example.base), instanceId: id },
    { userData: known(userData) },
  );
const arnOf = (id: string): string => Ec2Instance.arn(place, id);

type Seen = Readonly<Record<string, string>>;

async function unitOf(generation: number, seen: Seen, more: Partial<FoundByUnit> = {}): Promise<FoundByUnit> {
  const rows = await inventoryRowsOf(Object.entries(seen).map(([id, value]) => instance(id, value)));
  const unit = {
    generation,
    rows,
    kinds,
    holes: [],
    awsAccountId: place.accountId,
    scanId: newId(),
    targets: [],
    isPartial: false,
    causes: [],
  };
  return { ...unit, ...more };
}

/** Writes it as a unit does when it ends: a whole one only if its place has seen no newer. */
async function write(unit: FoundByUnit): Promise<void> {
  clock += 1_000;
  const now = new Date(clock);
  const service = 'ec2';
  await database.withTenant(tenantId, async (tx) => {
    if (unit.targets.length === 0 && !unit.isPartial) {
      const noted = await tx.$executeRawUnsafe(
        `insert into collected_places values ($1::uuid, $2::uuid, 'ec2', 'us-east-1', $3, $4::timestamptz)
         on conflict (tenant_id, account_id, service, region) do update set generation = excluded.generation
           where collected_places.generation < excluded.generation`,
        tenantId,
        accountId,
        unit.generation,
        now,
      );
      if (noted === 0) return;
    }
    await writeInventory(tx, { tenantId, accountId, service, listedIn: 'us-east-1' }, unit, now);
  });
}

const whole = async (generation: number, seen: Seen, more: Partial<FoundByUnit> = {}) =>
  write(await unitOf(generation, seen, more));
const targeted = async (generation: number, targets: readonly string[], seen: Seen, more: Partial<FoundByUnit> = {}) =>
  write(await unitOf(generation, seen, { targets: targets.map(arnOf), ...more }));
const tier = async (generation: number, seen: Seen) => write(await unitOf(generation, seen, { isPartial: true }));

/** A scan that has not ended. */
const unfinished = (generation: number) =>
  database.withTenant(tenantId, (tx) =>
    tx.scan.create({
      data: {
        tenantId,
        id: newId(),
        accountId,
        state: 'running',
        trigger: 'manual',
        services: [],
        regions: [],
        generation,
        createdAt: new Date(),
      },
    }),
  );

const rows = () =>
  database.withTenant(tenantId, (tx) =>
    tx.$queryRawUnsafe<{ id: string; name: string; deleted: boolean; hash: string; written: string }[]>(
      `select id, split_part(arn, '/', 2) as name, deleted_at is not null as deleted, facets #>> '{userData,value,sha256}' as hash, xmin::text as written
       from resources where tenant_id = $1::uuid order by arn`,
      tenantId,
    ),
  );
/** `a:hash`, and `a:gone` for what is deleted. */
async function state(): Promise<string[]> {
  const hashes = new Map(
    await Promise.all(['x', 'y', 'z'].map(async (value) => [await hashOf(value), value] as const)),
  );
  return (await rows()).map(({ name, deleted, hash }) => `${name}:${deleted ? 'gone' : (hashes.get(hash) ?? hash)}`);
}
async function hashOf(value: string): Promise<string> {
  const [row] = await inventoryRowsOf([instance('i', value)]);
  return JSON.parse(row?.facets ?? '').userData.value.sha256;
}
const versions = (id: string) =>
  database.withTenant(tenantId, (tx) =>
    tx.$queryRawUnsafe<{ state: string; changes: { path: string }[]; cause: unknown; scan: string }[]>(
      `select v.state, v.changes, v.cause, v.scan_id as scan from resource_versions v join resources r on r.tenant_id = v.tenant_id and r.id = v.resource_id
       where r.tenant_id = $1::uuid and r.arn = $2 order by v.at`,
      tenantId,
      arnOf(id),
    ),
  );

describe('a second look at something unchanged', () => {
  it('writes no row, however it looks', async () => {
    await whole(1, { a: 'x', b: 'x' });
    const before = await rows();
    await whole(2, { a: 'x', b: 'x' });
    await targeted(3, ['a'], { a: 'x' });
    await tier(4, { a: 'x', b: 'x' });
    expect(await rows()).toEqual(before);
    expect(await versions('a')).toHaveLength(1);
  });
});

describe('a scan with targets', () => {
  it('writes and deletes its targets alone', async () => {
    await whole(1, { a: 'x', b: 'x', c: 'x', d: 'x' });
    await targeted(2, ['a', 'b', 'e'], { a: 'y', c: 'y', e: 'y', f: 'y' });
    expect(await state()).toEqual(['a:y', 'b:gone', 'c:x', 'd:x', 'e:y']);
  });

  it('deletes nothing that its listing has a hole for', async () => {
    await whole(1, { a: 'x' });
    const hole = { kind: Ec2Instance.kind, place, unknown: unknown('denied', 'ec2:DescribeInstances', '') };
    await targeted(2, ['a'], {}, { holes: [hole] });
    expect(await state()).toEqual(['a:x']);
  });

  it.each([
    ['changed', { a: 'y' }, { a: 'z' }, 'a:y'],
    ['seen as it was', { a: 'x' }, { a: 'z' }, 'a:x'],
    ['gone', {}, { a: 'z' }, 'a:gone'],
    ['changed, and the other one misses it', { a: 'y' }, {}, 'a:y'],
    ['seen as it was, and the other one misses it', { a: 'x' }, {}, 'a:x'],
  ])('keeps its word against an older whole scan that comes later: %s', async (_, then: Seen, late: Seen, expected) => {
    await whole(1, { a: 'x', b: 'x' });
    await unfinished(2);
    await targeted(3, ['a'], then);
    await whole(2, { ...late, b: 'y' });
    expect(await state()).toEqual([expected, 'b:y']);
    await whole(4, { a: 'z', b: 'z' });
    expect(await state()).toEqual(['a:z', 'b:z']);
  });

  it('keeps its word for something new against an older whole scan that has not seen it', async () => {
    await whole(1, { b: 'x' });
    await targeted(3, ['a'], { a: 'x' });
    await whole(2, { b: 'x' });
    expect(await state()).toEqual(['a:x', 'b:x']);
  });

  it.each([
    ['changed', { a: 'y' }],
    ['gone', {}],
    ['back', { a: 'x', c: 'x' }],
  ])('changes nothing when a newer whole scan came first: %s', async (_, late: Seen) => {
    await whole(1, { a: 'x', c: 'x' });
    await whole(3, { a: 'x' });
    const before = await rows();
    await targeted(2, ['a', 'c'], late);
    expect(await rows()).toEqual(before);
  });

  it('gives way to a newer one of its kind', async () => {
    await whole(1, { a: 'x', b: 'x' });
    await unfinished(2);
    await targeted(3, ['a', 'b'], { a: 'y', b: 'x' });
    await targeted(2, ['a', 'b'], { a: 'z', b: 'z' });
    expect(await state()).toEqual(['a:y', 'b:x']);
  });
});

describe('a scan for some severities', () => {
  it('writes no row, and marks what is gone', async () => {
    await whole(1, { a: 'x', b: 'x' });
    await tier(2, { a: 'y', c: 'y' });
    expect(await state()).toEqual(['a:x', 'b:gone']);
    await whole(3, { a: 'x', b: 'x' });
    await tier(2, {});
    expect(await state()).toEqual(['a:x', 'b:x']);
  });

  it('does not make a late whole scan come to nothing', async () => {
    await whole(1, { a: 'x', b: 'x' });
    await tier(3, { a: 'x' });
    await whole(2, { a: 'y', b: 'y' });
    expect(await state()).toEqual(['a:y', 'b:gone']);
  });
});

describe('scans that write at the same time', () => {
  it('leave what the newest has seen, whichever is first', async () => {
    await whole(1, { a: 'x' });
    await unfinished(2);
    const units = await Promise.all([
      unitOf(2, { a: 'y' }),
      unitOf(3, { a: 'x' }, { targets: [arnOf('a')] }),
      unitOf(4, { a: 'z' }),
      unitOf(5, { a: 'x' }, { targets: [arnOf('a')] }),
    ]);
    await Promise.all(units.map(write));
    expect(await state()).toEqual(['a:x']);
  });
});

describe('versions', () => {
  it('tell the differences, the scan and the cause, of a life from first sight to return', async () => {
    const cause = { eventId: 'e', eventName: 'RunInstances', actor: null, at: '2026-01-01T00:00:00.000Z' };
    const scans: string[] = [];
    for (const [generation, seen, causes] of [
      [1, { a: 'x' }, []],
      [2, { a: 'y' }, [{ resourceArn: arnOf('a'), ...cause }]],
      [3, { a: 'y' }, []],
      [4, {}, []],
      [5, { a: 'z' }, [{ resourceArn: arnOf('b'), ...cause }]],
    ] as const) {
      const unit = await unitOf(generation, seen as Seen, { causes });
      scans.push(unit.scanId);
      await write(unit);
    }
    const path = '/facets/userData/value/sha256';
    const differs = async (before: string, after: string) => [
      { path, before: await hashOf(before), after: await hashOf(after) },
    ];
    expect(await versions('a')).toEqual([
      { state: 'present', changes: [], cause: null, scan: scans[0] },
      { state: 'present', changes: await differs('x', 'y'), cause, scan: scans[1] },
      { state: 'deleted', changes: [], cause: null, scan: scans[3] },
      { state: 'present', changes: await differs('y', 'z'), cause: null, scan: scans[4] },
    ]);
  });

  it('are not written for what only stands in another order', async () => {
    const ids = ['sg-1', 'sg-2'];
    const ordered = (securityGroupIds: string[]) =>
      resourceOf(
        Ec2Instance,
        place,
        { ...Ec2Instance.base.parse(Ec2Instance.example.base), instanceId: 'a', securityGroupIds },
        {},
      );
    await whole(1, {}, { rows: await inventoryRowsOf([ordered(ids)]) });
    await whole(2, {}, { rows: await inventoryRowsOf([ordered([...ids].reverse())]) });
    expect(await versions('a')).toHaveLength(1);
    await whole(3, {}, { rows: await inventoryRowsOf([ordered(['sg-1'])]) });
    expect((await versions('a')).at(-1)?.changes).toEqual([{ path: '/base/securityGroupIds/0', before: 'sg-2' }]);
  });

  it('can be kept whatever a document holds', async () => {
    const tagged = (text: string) =>
      resourceOf(
        Ec2Instance,
        place,
        { ...Ec2Instance.base.parse(Ec2Instance.example.base), instanceId: 'a' },
        {},
        { t: text },
      );
    await whole(1, {}, { rows: await inventoryRowsOf([tagged('{"a": "b"}')]) });
    await whole(2, {}, { rows: await inventoryRowsOf([tagged('{"a": "\\u0000\\ud800"}')]) });
    expect((await versions('a')).at(-1)?.changes).toEqual([{ path: '/tags/t/a', before: 'b', after: '\ufffd\ufffd' }]);
  });

  it('of a large unit are written in bulk', async () => {
    const many = (value: string) => Object.fromEntries(Array.from({ length: 4_500 }, (_, at) => [`i-${at}`, value]));
    await whole(1, many('x'));
    const began = performance.now();
    await whole(2, many('y'));
    expect(performance.now() - began).toBeLessThan(20_000);
    const [count] = await database.client.$queryRawUnsafe<{ n: number }[]>(
      `select count(*)::int as n from resource_versions where tenant_id = $1::uuid and changes <> '[]'`,
      tenantId,
    );
    expect(count?.n).toBe(4_500);
  });
});
