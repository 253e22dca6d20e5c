/** Views: one's own and the shared ones, what each decided about them, and what they show. */
import { ApiError, type ApiClient, type View } from '@cspmexa/contracts';
import { newId, type Session } from '@cspmexa/platform';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startEngine, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { bucket, buckets, group, network } from '../../test/sample-units.js';
import { patience } from './view-count.js';

let engine: EngineUnderTest;
const people = { ana: 'admin', bia: 'analyst', caio: 'viewer' } as const;
const as = (name: keyof typeof people, session: Partial<Session> = {}): Promise<ApiClient> =>
  engine.client({ email: `${name}@example.com`, role: people[name], ...session });
beforeAll(async () => {
  // A slow machine counts all the same.
  patience.allMs = 60_000;
  engine = await startEngine();
  await engine.collect(1, [
    buckets(['a', 'b', 'c'].map((name) => bucket(name, 'Never'))),
    network('us-east-1', [group('sg-1', 'us-east-1', 22)]),
  ]);
}, 60_000);
afterAll(() => engine.stop(), 30_000);
afterEach(() => engine.rows('with gone as (delete from view_choices) delete from views'));

const codeOf = (call: Promise<unknown>): Promise<string | undefined> =>
  call.then(
    () => 'answered',
    (error: unknown) => (error instanceof ApiError ? error.problem?.code : String(error)),
  );
const namesOf = async (client: ApiClient) => (await client.listViews()).items.map(({ name }) => name);
const unknown = { params: { viewId: newId() } };

describe('a view', () => {
  it('is kept with its look, and shows how much it holds now', async () => {
    const bia = await as('bia');
    const look = { group: 'policy' as const, sort: 'dueAt' as const, columns: ['severity', 'dueAt'] };
    const view = await bia.addView({ body: { name: ' Buckets ', q: 'service:s3 is:open', shared: true, ...look } });
    expect(view).toEqual({
      ...{ id: view.id, name: 'Buckets', q: 'service:s3 is:open', ...look, shared: true, owner: 'bia@example.com' },
      ...{ mine: true, pinned: false, isDefault: false, count: 6, createdAt: engine.clock.now().toISOString() },
    });
    expect((await bia.listViews()).items).toEqual([view]);
    expect((await (await as('caio')).listViews()).items).toEqual([{ ...view, mine: false }]);
    await bia.changeFindings({
      body: {
        select: { q: 'policy:test-s3-bucket-versioned', except: [] },
        action: { kind: 'except', reason: 'Moved.' },
      },
    });
    expect((await bia.listViews()).items).toMatchObject([{ count: 3 }]);
  });

  it('counts what is mine for who looks', async () => {
    const bia = await as('bia');
    await bia.addView({ body: { name: 'Mine', q: 'is:mine', shared: true } });
    await bia.changeFindings({
      body: {
        select: { q: 'policy:test-s3-bucket-has-group', except: [] },
        action: { kind: 'assign', assignee: 'caio@example.com' },
      },
    });
    expect((await bia.listViews()).items).toMatchObject([{ count: 0 }]);
    expect((await (await as('caio')).listViews()).items).toMatchObject([{ count: 3 }]);
  });

  it('counts what one may see: some accounts, or a machine what its person may (R06)', async () => {
    await (await as('ana')).addView({ body: { name: 'All', q: '', shared: true } });
    const count = async (client: ApiClient) => (await client.listViews()).items.map((view) => view.count);
    const [all = 0] = (await count(await as('caio'))).map(Number);
    expect(all).toBeGreaterThan(0);
    expect(await count(await as('caio', { accountIds: [engine.accountId] }))).toEqual([all]);
    expect(await count(await as('caio', { accountIds: [newId()] }))).toEqual([0]);
    expect(await count(await as('ana', { tokenName: 'ci', scope: ['findings:read'] }))).toEqual([all]);
    expect(await codeOf((await as('ana', { tokenName: 'ci', scope: ['scans:read'] })).listViews())).toBe('forbidden');
  });

  it('is of its tenant (R02)', async () => {
    const view = await (await as('ana')).addView({ body: { name: 'All', q: '', shared: true } });
    const stranger = await as('ana', { tenantId: newId() });
    const params = { viewId: view.id };
    expect((await stranger.listViews()).items).toEqual([]);
    expect(await codeOf(stranger.changeView({ params, body: { name: 'Taken', q: '' } }))).toBe('not-found');
    expect(await codeOf(stranger.chooseView({ params, body: { pinned: true } }))).toBe('not-found');
    expect(await codeOf(stranger.removeView({ params }))).toBe('not-found');
    expect((await (await as('ana')).listViews()).items).toEqual([view]);
  });

  it('has a name that its owner has once', async () => {
    const bia = await as('bia');
    const [one, two] = [
      await bia.addView({ body: { name: 'One', q: '' } }),
      await bia.addView({ body: { name: 'Two', q: '' } }),
    ];
    expect(await codeOf(bia.addView({ body: { name: 'One', q: 'is:open' } }))).toBe('conflict');
    const rename = (view: View, name: string) =>
      codeOf(bia.changeView({ params: { viewId: view.id }, body: { name, q: '' } }));
    expect(await rename(two, 'One')).toBe('conflict');
    expect(await rename(one, 'One')).toBe('answered');
    expect(await codeOf((await as('caio')).addView({ body: { name: 'One', q: '' } }))).toBe('answered');
    const codes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(bia.addView({ body: { name: 'Three', q: '' } }))),
    );
    expect(codes.sort()).toEqual(['answered', 'conflict', 'conflict', 'conflict', 'conflict']);
    expect(await namesOf(bia)).toEqual(['One', 'Three', 'Two']);
  });

  it('is one of a hundred at most, and of two hundred with those of others', async () => {
    const caio = await as('caio');
    await engine.rows(
      `insert into views (tenant_id, id, owner, shared, name, q, sort, columns, created_at)
       select $1::uuid, gen_random_uuid(), case when i <= 99 then 'caio@example.com' else 'owner-' || i end, i > 99, 'View ' || i, 'is:open',
         '-severity', '{}', now() from generate_series(1, 250) i`,
      engine.tenantId,
    );
    const codes = await Promise.all(
      Array.from({ length: 4 }, (_, at) => codeOf(caio.addView({ body: { name: `More ${at}`, q: '' } }))),
    );
    expect(codes.sort()).toEqual(['answered', 'too-many', 'too-many', 'too-many']);
    const { items } = await caio.listViews();
    expect(items.filter(({ mine }) => mine)).toHaveLength(100);
    expect(items).toHaveLength(200);
    expect(items.map(({ name }) => name)).toEqual(items.map(({ name }) => name).sort((a, b) => a.localeCompare(b)));
    expect(items.filter(({ count }) => count !== null)).toHaveLength(50);
  });

  it('of a great many findings shows no number', async () => {
    const tenantId = newId();
    await insertFindings(engine, tenantId, [newId(), newId()], 10_001);
    const client = await as('ana', { tenantId });
    await client.addView({ body: { name: 'All', q: '' } });
    await client.addView({ body: { name: 'Some', q: '-resource:bucket-17 text-that-nothing-holds' } });
    expect((await client.listViews()).items.map(({ count }) => count)).toEqual([null, 0]);
  }, 60_000);

  it('that takes too long to count shows no number, and keeps no other from showing its own', async () => {
    const bia = await as('bia');
    const holder = await engine.owner.connect();
    try {
      await bia.addView({ body: { name: 'By name', q: 'account:production', shared: true } });
      await bia.addView({ body: { name: 'Open', q: 'is:open policy:test-s3-bucket-versioned' } });
      // Names of accounts cannot be looked up meanwhile.
      await holder.query('begin; lock table accounts in access exclusive mode');
      const counts = async () => (await bia.listViews()).items.map(({ name, count }) => [name, count]);
      expect(await counts()).toEqual([
        ['By name', null],
        ['Open', expect.any(Number)],
      ]);
      // It is kept all the same, and shown without a number.
      expect(await bia.addView({ body: { name: 'Slow', q: 'account:staging' } })).toMatchObject({ count: null });
      await holder.query('rollback');
      expect(await counts()).toEqual([
        ['By name', 0],
        ['Open', expect.any(Number)],
        ['Slow', 0],
      ]);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
  });
});

describe('who may', () => {
  let own: View;
  let shared: View;
  const add = async () => {
    const bia = await as('bia');
    own = await bia.addView({ body: { name: 'Own', q: 'is:open' } });
    shared = await bia.addView({ body: { name: 'Shared', q: 'is:open', shared: true } });
  };
  const rename = (client: ApiClient, { id }: View, more = {}) =>
    codeOf(client.changeView({ params: { viewId: id }, body: { name: 'Other', q: '', ...more } }));

  it('see a view: its owner, or everybody', async () => {
    await add();
    expect(await namesOf(await as('bia'))).toEqual(['Own', 'Shared']);
    expect(await namesOf(await as('ana'))).toEqual(['Shared']);
    expect(await codeOf((await as('ana')).chooseView({ params: { viewId: own.id }, body: { pinned: true } }))).toBe(
      'not-found',
    );
  });

  it('change and remove one: its owner, and admins what is shared', async () => {
    await add();
    const [ana, bia, caio] = [await as('ana'), await as('bia'), await as('caio')];
    expect(await rename(caio, shared)).toBe('forbidden');
    expect(await codeOf(caio.removeView({ params: { viewId: shared.id } }))).toBe('forbidden');
    for (const client of [ana, caio]) {
      expect(await rename(client, own)).toBe('not-found');
      expect(await codeOf(client.removeView({ params: { viewId: own.id } }))).toBe('not-found');
    }
    expect(await rename(ana, shared, { shared: true })).toBe('answered');
    expect((await bia.listViews()).items).toMatchObject([
      { name: 'Other', owner: 'bia@example.com', mine: true },
      { name: 'Own' },
    ]);
    const machine = await as('ana', { tokenName: 'ci', scope: ['findings:read'] });
    expect(await codeOf(machine.removeView({ params: { viewId: shared.id } }))).toBe('forbidden');
    await ana.removeView({ params: { viewId: shared.id } });
    await bia.removeView({ params: { viewId: own.id } });
    expect(await namesOf(bia)).toEqual([]);
    expect(await codeOf(bia.removeView({ params: { viewId: own.id } }))).toBe('not-found');
  });

  it('share one: who triages findings', async () => {
    const caio = await as('caio');
    expect(await codeOf(caio.addView({ body: { name: 'Shared', q: '', shared: true } }))).toBe('forbidden');
    const view = await caio.addView({ body: { name: 'Own', q: '' } });
    expect(await rename(caio, view, { shared: true })).toBe('forbidden');
    expect(await rename(caio, view)).toBe('answered');
    const machine = await as('ana', { tokenName: 'ci', scope: ['findings:read'] });
    expect(await codeOf(machine.addView({ body: { name: 'Shared', q: '', shared: true } }))).toBe('forbidden');
  });

  it.each<[string, (client: ApiClient) => Promise<unknown>, string]>([
    ['one that there is not', (client) => client.removeView(unknown), 'not-found'],
    [
      'a query that cannot be understood',
      (client) => client.addView({ body: { name: 'Odd', q: 'colour:red' } }),
      'invalid-input',
    ],
    ['no name', (client) => client.addView({ body: { name: ' ', q: '' } }), 'invalid-input'],
    ['odd columns', (client) => client.addView({ body: { name: 'Odd', q: '', columns: ['a;b'] } }), 'invalid-input'],
  ])('nobody: %s', async (_, call, code) => {
    expect(await codeOf(call(await as('ana')))).toBe(code);
  });
});

describe('what a person decides about a view', () => {
  it('is theirs alone, and one view at most opens by itself', async () => {
    const [bia, caio] = [await as('bia'), await as('caio')];
    const [one, two] = [
      await bia.addView({ body: { name: 'One', q: '', shared: true } }),
      await bia.addView({ body: { name: 'Two', q: '', shared: true } }),
    ];
    const choose = (client: ApiClient, { id }: View, body: { pinned?: boolean; isDefault?: boolean }) =>
      client.chooseView({ params: { viewId: id }, body });
    expect(await choose(caio, one, { pinned: true, isDefault: true })).toMatchObject({ pinned: true, isDefault: true });
    expect(await choose(caio, two, { isDefault: true })).toMatchObject({ pinned: false, isDefault: true });
    const choices = async (client: ApiClient) =>
      (await client.listViews()).items.map(({ pinned, isDefault }) => [pinned, isDefault]);
    expect(await choices(caio)).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(await choices(bia)).toEqual([
      [false, false],
      [false, false],
    ]);
    await Promise.all([one, two, one, two].map((view) => choose(caio, view, { isDefault: true })));
    expect((await choices(caio)).filter(([, isDefault]) => isDefault)).toHaveLength(1);
    await choose(caio, one, { pinned: false, isDefault: false });
    await choose(caio, two, { isDefault: false });
    expect(await choices(caio)).toEqual([
      [false, false],
      [false, false],
    ]);
  });

  it('is forgotten with the view, and when it is shared no more', async () => {
    const [bia, caio] = [await as('bia'), await as('caio')];
    const view = await bia.addView({ body: { name: 'One', q: '', shared: true } });
    const params = { viewId: view.id };
    for (const client of [bia, caio]) await client.chooseView({ params, body: { pinned: true } });
    await bia.changeView({ params, body: { name: 'One', q: '', shared: false } });
    await bia.changeView({ params, body: { name: 'One', q: '', shared: true } });
    expect((await caio.listViews()).items).toMatchObject([{ pinned: false }]);
    expect((await bia.listViews()).items).toMatchObject([{ pinned: true }]);
    await bia.removeView({ params });
    expect(await engine.rows('select * from view_choices')).toEqual([]);
  });
});
