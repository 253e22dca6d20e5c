/** R04: the database agrees about who sees what, whatever the SQL says. */
import { randomUUID } from 'node:crypto';
import { createSampleDatabase, openOwnerPool, openSampleDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type pg from 'pg';
import { databaseRoles } from './roles.js';

let sample: Awaited<ReturnType<typeof createSampleDatabase>>;
let service: pg.Pool;
beforeAll(async () => {
  sample = await createSampleDatabase();
  service = openOwnerPool(sample.url, databaseRoles.service);
});
afterAll(async () => {
  await service.end();
  await sample.drop();
});

const [a, b] = [randomUUID(), randomUUID()];
beforeEach(() =>
  sample.owner.query(
    `truncate thing, outbox; insert into thing (id, tenant_id, name) select gen_random_uuid(), tenant::uuid, 'of ' || tenant from unnest(array['${a}', '${b}']) tenant`,
  ),
);

/** What statements of the service's role give, as they come from somebody who may write any SQL; rolled back. */
async function asService(...statements: string[]): Promise<pg.QueryResult> {
  const client = await service.connect();
  try {
    await client.query('begin');
    for (const statement of statements.slice(0, -1)) await client.query(statement);
    return await client.query(statements.at(-1) ?? '');
  } finally {
    await client.query('rollback');
    client.release();
  }
}
const of = (tenant: string): string => `set local app.tenant_id = '${tenant}'`;
const names = 'select name from thing order by name';
const foreign = 'new row violates row-level security policy';

describe('raw SQL in the role of a service (R04)', () => {
  it.each([
    ['without a tenant', []],
    ['with a tenant that was taken back', [of(a), 'reset app.tenant_id']],
    ['with a tenant that was set to nothing', [of(a), `select set_config('app.tenant_id', '', true)`]],
    ['with a tenant that nobody knows', [of(randomUUID())]],
  ])('sees no row %s', async (_, before) => {
    expect((await asService(...before, names)).rows).toEqual([]);
    expect((await asService(...before, 'update thing set count = 7')).rowCount).toBe(0);
    expect((await asService(...before, 'delete from thing')).rowCount).toBe(0);
  });

  it('sees the rows of its tenant alone', async () => {
    expect((await asService(of(a), names)).rows).toEqual([{ name: `of ${a}` }]);
    expect((await asService(of(a), `select 1 from thing where tenant_id = '${b}'`)).rowCount).toBe(0);
    expect((await asService(of(a), 'delete from thing')).rowCount).toBe(1);
  });

  it.each([
    ['inserts', `insert into thing (id, tenant_id, name) values (gen_random_uuid(), '${b}', 'x')`],
    ['moves', `update thing set tenant_id = '${b}'`],
    [
      'publishes',
      `insert into outbox (id, tenant_id, type, version, occurred_at, traceparent, data) values (gen_random_uuid(), '${b}', 'x', 1, now(), '', '{}')`,
    ],
  ])('that %s to another tenant is refused', async (_, statement) => {
    await expect(asService(of(a), statement)).rejects.toThrow(foreign);
  });

  it('does not reach a row of another tenant through a conflict', async () => {
    const { rows } = await sample.owner.query<{ id: string }>('select id from thing where tenant_id = $1', [b]);
    const upsert = `insert into thing (id, tenant_id, name) values ('${rows[0]?.id}', '${a}', 'stolen')
      on conflict (id) do update set name = excluded.name`;
    await expect(asService(of(a), upsert)).rejects.toThrow('row-level security');
  });

  it.each([
    ['alters a table', 'alter table thing disable row level security'],
    ['drops a policy', 'drop policy tenant on thing'],
    ['truncates', 'truncate thing'],
    ['makes a table', 'create table mine (id int)'],
    ['looks without the policies', 'set row_security = off; select * from thing'],
    ['reads what belongs to nobody', 'select * from _prisma_migrations'],
    ['forgets that a message was handled', 'delete from inbox'],
  ])('that %s is refused', async (_, statement) => {
    await expect(asService(of(a), statement)).rejects.toMatchObject({ code: '42501' });
  });

  it('is held back by a role that has no might of its own', async () => {
    const { rows } = await sample.owner.query(
      `select rolname, (select count(*)::int from pg_class where relowner = r.oid) as owned from pg_roles r
       where rolname = any($1) and not (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolcanlogin) order by 1`,
      [Object.values(databaseRoles)],
    );
    expect(rows).toEqual([
      { rolname: databaseRoles.background, owned: 0 },
      { rolname: databaseRoles.service, owned: 0 },
    ]);
  });
});

describe('transactions of tenants (R04)', () => {
  it('see no foreign row, two hundred of ten tenants on two connections', async () => {
    const two = openSampleDatabase(sample.url, { poolSize: 2 });
    const tenants = Array.from({ length: 10 }, () => randomUUID());
    const visit = (tenantId: string) =>
      two.withTenant(tenantId, async (tx) => {
        const id = randomUUID();
        await tx.thing.create({ data: { id, tenantId, name: id } });
        const seen = [
          ...(await tx.thing.findMany()),
          ...(await tx.$queryRawUnsafe<{ tenantId: string }[]>('select tenant_id as "tenantId" from thing')),
        ];
        return { own: seen.filter((thing) => thing.tenantId === tenantId).length, all: seen.length };
      });
    const results: { own: number; all: number }[] = [];
    await Promise.all(
      tenants.map(async (tenantId) => {
        for (let visits = 0; visits < 20; visits += 1) results.push(await visit(tenantId));
      }),
    );
    expect(results).toHaveLength(200);
    expect(results.filter(({ own, all }) => own !== all)).toEqual([]);
    expect(Math.max(...results.map(({ own }) => own))).toBe(40);
    expect(await two.client.thing.count({ where: { tenantId: { in: tenants } } })).toBe(200);
    await two.close();
  }, 60_000);

  it('may not be written for another tenant through Prisma', async () => {
    const created = sample.database.withTenant(a, (tx) =>
      tx.thing.create({ data: { id: randomUUID(), tenantId: b, name: 'x' } }),
    );
    await expect(created).rejects.toThrow(foreign);
    const changed = await sample.database.withTenant(a, (tx) => tx.thing.updateMany({ data: { count: 3 } }));
    expect(changed.count).toBe(1);
  });

  it('leave all of them to background work', async () => {
    expect(await sample.database.acrossTenants((tx) => tx.thing.count())).toBe(2);
    expect((await sample.database.pool.query('select current_user')).rows).toEqual([
      { current_user: databaseRoles.background },
    ]);
    await expect(sample.database.pool.query('drop table thing')).rejects.toThrow('must be owner');
  });
});
