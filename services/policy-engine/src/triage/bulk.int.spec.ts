/** Changes of many findings at once, and taking them back. */
import type { ApiClient, BulkAction, FindingDetail } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../test/code-of.js';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { insertFindings } from '../../test/many-findings.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
let ana: ApiClient;
let generation = 0;
/** Four buckets; the last one is put right. */
beforeAll(async () => {
  engine = await startEngine();
  const names = ['a', 'b', 'c', 'd'];
  const collect = (last: 'Never' | 'Enabled') =>
    engine.collect((generation += 1), [buckets(names.map((name) => bucket(name, name === 'd' ? last : 'Never')))]);
  await collect('Never');
  await collect('Enabled');
  ana = await engine.client({ role: 'analyst', email: 'ana@example.com' });
}, 60_000);
afterAll(() => engine.stop(), 30_000);

type Selection = Parameters<ApiClient['changeFindings']>[0]['body']['select'];
const versioned = 'policy:test-s3-bucket-versioned';
const change = (action: BulkAction, select: Selection = { q: versioned }, client = ana) =>
  client.changeFindings({ body: { select, action } });
const undo = (changeId: string, client = ana) => client.undoFindingChanges({ params: { changeId } });
/** The findings of the buckets, by their names. */
const findings = async (): Promise<Record<string, FindingDetail>> => {
  const { items } = await ana.listFindings({ query: { q: versioned } });
  const details = await Promise.all(items.map(({ id }) => ana.getFinding({ params: { findingId: id } })));
  return Object.fromEntries(details.map((detail) => [detail.resourceName, detail]));
};
const each = <T>(found: Record<string, FindingDetail>, value: (finding: FindingDetail) => T): Record<string, T> =>
  Object.fromEntries(Object.entries(found).map(([name, finding]) => [name, value(finding)]));
/** What a finding is but for its version and what happened to it. */
const stateOf = ({ version: _, history: _history, changedAt: _changedAt, ...rest }: FindingDetail) => rest;
const later = (days: number) => new Date(engine.clock.now().getTime() + days * 86_400_000).toISOString();

describe('a change of many', () => {
  let before: Record<string, FindingDetail>;
  beforeEach(async () => {
    before = await findings();
    await engine.news();
  });

  it('assigns all that a query finds, tells once, and can be taken back', async () => {
    const answer = await change({ kind: 'assign', assignee: 'rui@example.com' });
    expect(answer).toEqual({
      ...{
        id: answer.id,
        action: { kind: 'assign', assignee: 'rui@example.com' },
        matched: 4,
        changed: 4,
        skipped: [],
      },
      ...{
        at: engine.clock.now().toISOString(),
        undoableUntil: new Date(engine.clock.now().getTime() + 600_000).toISOString(),
      },
    });
    const after = await findings();
    expect(each(after, stateOf)).toEqual(
      each(before, (finding) => ({ ...stateOf(finding), assignee: 'rui@example.com' })),
    );
    expect(each(after, ({ version, history }) => [version, history[0]?.change, history[0]?.actor])).toEqual(
      each(before, ({ version }) => [version + 1, 'assigned', 'ana@example.com']),
    );
    const findingIds = expect.arrayContaining(Object.values(before).map(({ id }) => id));
    expect(await engine.news()).toEqual([
      ['findings.changed', { accountId: engine.accountId, findingIds, findings: 4, by: 'ana@example.com' }],
      [
        'finding.assigned',
        {
          ...{ assignee: 'rui@example.com', by: 'ana@example.com', findings: 4, changeId: answer.id },
          facts: expect.arrayContaining([expect.objectContaining({ findingId: before['a']?.id, resourceName: 'a' })]),
        },
      ],
    ]);
    expect(await undo(answer.id)).toEqual({ ...answer, undoableUntil: null });
    expect(each(await findings(), stateOf)).toEqual(each(before, stateOf));
    expect((await findings())['a']?.history[0]).toMatchObject({
      ...{
        change: 'assigned',
        actor: 'ana@example.com',
        before: { assignee: 'rui@example.com' },
        after: { assignee: null },
      },
    });
    expect((await engine.news()).map(([name]) => name)).toEqual(['findings.changed']);
    expect(await codeOf(undo(answer.id))).toBe('conflict');
  });

  it('sets dates on what is not resolved', async () => {
    const dueAt = later(2);
    const answer = await change({ kind: 'due', dueAt });
    expect(answer).toMatchObject({
      matched: 4,
      changed: 3,
      skipped: [{ findingId: before['d']?.id, why: 'resolved' }],
    });
    expect(each(await findings(), (finding) => finding.dueAt)).toEqual({ a: dueAt, b: dueAt, c: dueAt, d: null });
    await undo(answer.id);
    expect(each(await findings(), stateOf)).toEqual(each(before, stateOf));
  });

  it('takes a date back to the one that was set before', async () => {
    const [first, second] = [later(2), later(4)];
    const ids = [before['a']?.id ?? ''];
    await change({ kind: 'due', dueAt: first }, { ids });
    const { id } = await change({ kind: 'due', dueAt: second }, { ids });
    await undo(id);
    expect((await findings())['a']?.dueAt).toBe(first);
    await change({ kind: 'due', dueAt: null }, { ids });
    expect((await findings())['a']).toMatchObject(stateOf(before['a'] ?? ({} as FindingDetail)));
  });

  it('says the same of each, and takes it back even when they changed since', async () => {
    const { id, changed } = await change({ kind: 'comment', text: 'Is this still so?' });
    expect(changed).toBe(4);
    const commented = await findings();
    expect(each(commented, ({ comments, version }) => [comments.map(({ text }) => text), version])).toEqual(
      each(before, ({ version }) => [['Is this still so?'], version]),
    );
    await ana.removeComment({
      params: { findingId: commented['b']?.id ?? '', commentId: commented['b']?.comments[0]?.id ?? '' },
    });
    await ana.changeFinding({ params: { findingId: commented['a']?.id ?? '' }, body: { assignee: 'rui@example.com' } });
    expect(await undo(id)).toMatchObject({
      ...{ matched: 4, changed: 3, skipped: [{ findingId: commented['b']?.id, why: 'no-change' }] },
    });
    expect(each(await findings(), ({ comments }) => comments)).toEqual({ a: [], b: [], c: [], d: [] });
    await ana.changeFinding({ params: { findingId: commented['a']?.id ?? '' }, body: { assignee: null } });
    const counts = await engine.rows(
      'select distinct comments from findings where tenant_id = $1::uuid',
      engine.tenantId,
    );
    expect(counts).toEqual([{ comments: 0 }]);
  });

  it('accepts them, with one event for each, as if nothing had been once it is taken back', async () => {
    engine.clock.advance(60_000);
    const terms = { reason: 'Moved in May.', ticket: 'SEC-1', owner: 'rui@example.com', until: later(30) };
    const answer = await change({ kind: 'except', ...terms });
    expect(answer).toMatchObject({
      matched: 4,
      changed: 3,
      skipped: [{ findingId: before['d']?.id, why: 'resolved' }],
    });
    expect((await findings())['a']).toMatchObject({
      ...{ status: 'excepted', exception: { ...terms, approver: 'ana@example.com' } },
    });
    const names = (await engine.news()).map(([name]) => name);
    expect(names).toEqual(['finding.excepted', 'finding.excepted', 'finding.excepted', 'findings.changed']);
    expect(await change({ kind: 'except', ...terms })).toMatchObject({
      ...{ changed: 0, skipped: expect.arrayContaining([{ findingId: before['a']?.id, why: 'no-change' }]) },
    });
    engine.clock.advance(60_000);
    await undo(answer.id);
    expect(each(await findings(), stateOf)).toEqual(each(before, stateOf));
    expect(
      await engine.rows(
        `select distinct open_since from findings where tenant_id = $1::uuid and status = 'open'`,
        engine.tenantId,
      ),
    ).toEqual([{ open_since: new Date(startTime) }]);
  });

  it('ends exceptions, and gives them back with their terms', async () => {
    const { id: made } = await change({ kind: 'except', reason: 'For ever.' }, { ids: [before['a']?.id ?? ''] });
    const excepted = await findings();
    const removed = await change({ kind: 'remove-exception' });
    expect(removed).toMatchObject({
      ...{ changed: 1, skipped: expect.arrayContaining([{ findingId: before['b']?.id, why: 'no-exception' }]) },
    });
    expect((await findings())['a']).toMatchObject({ status: 'open', exception: null });
    await undo(removed.id);
    expect(each(await findings(), stateOf)).toEqual(each(excepted, stateOf));
    // It is not as that change left it.
    expect(await undo(made)).toMatchObject({ changed: 0, skipped: [{ why: 'changed-meanwhile' }] });
    await change({ kind: 'remove-exception' });
  });

  it('leaves out what is left out, what is not there, and what is there twice', async () => {
    const [a, b, unknown] = [before['a']?.id ?? '', before['b']?.id ?? '', newId()];
    const assign = { kind: 'assign' as const, assignee: 'ana@example.com' };
    expect(await change(assign, { ids: [a, unknown, a] })).toMatchObject({
      ...{ matched: 2, changed: 1, skipped: [{ findingId: unknown, why: 'not-found' }] },
    });
    // Nobody tells themselves.
    expect((await engine.news()).map(([name]) => name)).toEqual(['findings.changed']);
    expect(await change(assign, { q: `${versioned} is:open`, except: [b] })).toMatchObject({
      ...{ matched: 2, changed: 1, skipped: [{ findingId: a, why: 'no-change' }] },
    });
    expect(each(await findings(), ({ assignee }) => assignee)).toEqual({
      ...{ a: 'ana@example.com', b: null, c: 'ana@example.com', d: null },
    });
    expect(await change({ kind: 'assign', assignee: null }, { q: 'is:mine' })).toMatchObject({
      matched: 2,
      changed: 2,
    });
    expect(await change(assign, { q: 'text-that-nothing-holds' })).toMatchObject({ matched: 0, changed: 0 });
  });

  it('is taken back where nobody changed anything since', async () => {
    const { id } = await change({ kind: 'assign', assignee: 'rui@example.com' });
    const findingId = before['b']?.id ?? '';
    await ana.changeFinding({ params: { findingId }, body: { assignee: 'bia@example.com' } });
    expect(await undo(id)).toMatchObject({
      matched: 4,
      changed: 3,
      skipped: [{ findingId, why: 'changed-meanwhile' }],
    });
    expect(each(await findings(), ({ assignee }) => assignee)).toEqual({
      a: null,
      b: 'bia@example.com',
      c: null,
      d: null,
    });
    await ana.changeFinding({ params: { findingId }, body: { assignee: null } });
  });

  it('is taken back by who made it, within ten minutes', async () => {
    const { id } = await change({ kind: 'assign', assignee: 'rui@example.com' });
    expect(await codeOf(undo(id, await engine.client({ email: 'bia@example.com' })))).toBe('not-found');
    expect(await codeOf(undo(id, await engine.client({ email: 'ana@example.com', tenantId: newId() })))).toBe(
      'not-found',
    );
    expect(await codeOf(undo(newId()))).toBe('not-found');
    engine.clock.advance(600_000);
    expect(await codeOf(undo(id))).toBe('conflict');
    await change({ kind: 'assign', assignee: null });
  });

  it.each<[string, () => Promise<unknown>, string]>([
    ['an end in the past', () => change({ kind: 'except', reason: 'Old.', until: startTime }), 'invalid-input'],
    [
      'a query that cannot be understood',
      () => change({ kind: 'assign', assignee: null }, { q: 'colour:red' }),
      'invalid-input',
    ],
    ['no findings', () => change({ kind: 'assign', assignee: null }, { ids: [] }), 'invalid-input'],
    [
      'a viewer',
      async () => change({ kind: 'assign', assignee: null }, { q: '' }, await engine.client({ role: 'viewer' })),
      'forbidden',
    ],
  ])('is refused for %s', async (_, call, code) => {
    expect(await codeOf(call())).toBe(code);
    expect(await findings()).toEqual(before);
  });
});

describe('a change of a great many', () => {
  const tenantId = newId();
  const accounts = [newId(), newId()] as const;
  const of = (accountIds?: readonly string[]) =>
    engine.client({ tenantId, email: 'ana@example.com', ...(accountIds ? { accountIds } : {}) });
  const assignees = async () => {
    const rows = await engine.rows<{ account_id: string; assignee: string | null; count: number }>(
      `select account_id, assignee, count(*)::int as count from findings where tenant_id = $1::uuid group by 1, 2`,
      tenantId,
    );
    return Object.fromEntries(rows.map((row) => [`${row.account_id} ${row.assignee}`, row.count]));
  };
  beforeAll(async () => {
    await insertFindings(engine, tenantId, accounts, 2_100);
    // By the days that everybody begins with.
    await engine.rows(
      `update findings set due_at = case when status <> 'resolved'
         then open_since + ('[null, 180, 90, 30, 7]'::jsonb ->> severity::int)::int * interval '24 hours' end
       where tenant_id = $1::uuid`,
      tenantId,
    );
  });

  it('touches the accounts of a member who may see some, tells each account, and is taken back there (R06)', async () => {
    const limited = await of([accounts[0]]);
    await engine.news();
    const answer = await change({ kind: 'assign', assignee: 'rui@example.com' }, { q: '' }, limited);
    expect(answer).toMatchObject({ matched: 1_050, changed: 1_050 });
    const given = { [`${accounts[0]} rui@example.com`]: 1_050, [`${accounts[1]} null`]: 1_050 };
    expect(await assignees()).toEqual(given);
    const elsewhere = await of([accounts[1]]);
    // It is theirs, and they see nothing of it by now.
    expect(await undo(answer.id, elsewhere)).toMatchObject({ matched: 0, changed: 0 });
    expect(await assignees()).toEqual(given);
    const { items } = await (await of()).listFindings({ query: { accountId: [accounts[1]], limit: 2 } });
    const ids = items.map(({ id }) => id);
    expect(await change({ kind: 'assign', assignee: 'rui@example.com' }, { ids }, limited)).toMatchObject({
      ...{ matched: 2, changed: 0, skipped: ids.map((findingId) => ({ findingId, why: 'not-found' })) },
    });
    expect((await engine.news()).map(([name, data]) => [name, (data as { accountId?: string }).accountId])).toEqual([
      ['findings.changed', accounts[0]],
      ['finding.assigned', undefined],
    ]);
  });

  it('is one transaction with one row of the trail, whose numbers are those of the answer', async () => {
    await engine.owner.query(`create table trail as select data from outbox where false`);
    await engine.owner
      .query(`create function keep_trail() returns trigger language plpgsql security definer set search_path from current
      as $$ begin insert into trail values (new.data); return new; end $$;
      create trigger keep_trail before insert on outbox for each row when (new.type = 'audit.recorded') execute function keep_trail()`);
    const client = await of();
    const { items } = await client.listFindings({ query: { limit: 200 } });
    const pages = [items];
    for (let skip = 200; skip < 1_000; skip += 200)
      pages.push((await client.listFindings({ query: { limit: 200, skip } })).items);
    const ids = pages.flat().map(({ id }) => id);
    const answer = await change({ kind: 'assign', assignee: 'bia@example.com' }, { ids }, client);
    expect(answer).toMatchObject({ matched: 1_000, changed: 1_000, skipped: [] });
    const { rows } = await engine.owner.query<{ data: unknown }>('select data from trail');
    expect(rows).toMatchObject([
      {
        data: {
          ...{
            action: 'findings.changed',
            actor: 'ana@example.com',
            target: { kind: 'finding-change', id: answer.id },
          },
          after: {
            action: answer.action,
            matched: 1_000,
            changed: 1_000,
            select: { count: 1_000, ids: ids.slice(0, 100) },
          },
        },
      },
    ]);
    await engine.owner.query('drop trigger keep_trail on outbox; drop function keep_trail; drop table trail');
    expect(await undo(answer.id, client)).toMatchObject({ matched: 1_000, changed: 1_000 });
  });

  it.each<[BulkAction, string, number, Record<string, number>]>([
    [{ kind: 'assign', assignee: 'cai@example.com' }, '', 2_100, { assigned: 2_100 }],
    [{ kind: 'due', dueAt: '2031-01-01T00:00:00Z' }, '-is:resolved', 1_575, { 'due-changed': 1_575 }],
    [{ kind: 'comment', text: 'Is this still so?' }, '', 2_100, {}],
    [{ kind: 'except', reason: 'Moved.', until: '2031-01-01T00:00:00Z' }, 'is:open', 1_050, { excepted: 1_050 }],
  ])(
    'leaves every row as it was once %j is taken back, and tells each as often as it happened',
    async (action, q, count, noted) => {
      const client = await of();
      const rows = () =>
        engine.rows(
          `select md5(string_agg((to_jsonb(f) - 'version' - 'changed_at')::text, '' order by id)) as rows, count(*)::int as count
           from findings f where tenant_id = $1::uuid`,
          tenantId,
        );
      const history = async () => {
        const told = await engine.rows<{ change: string; count: number }>(
          `select change, count(*)::int as count from finding_history where tenant_id = $1::uuid group by 1`,
          tenantId,
        );
        return Object.fromEntries(told.map((row) => [row.change, row.count]));
      };
      await engine.rows('delete from finding_history where tenant_id = $1::uuid', tenantId);
      const before = await rows();
      const { id, ...answer } = await change(action, { q }, client);
      expect(answer).toMatchObject({ matched: count, changed: count, skipped: [] });
      expect(await rows()).not.toEqual(before);
      expect(await history()).toEqual(noted);
      await engine.heard();
      expect(await undo(id, client)).toMatchObject({ matched: count, changed: count, skipped: [] });
      expect(await rows()).toEqual(before);
      // What is open again says so; all else is the same change backwards.
      const twice = Object.fromEntries(Object.entries(noted).map(([name, times]) => [name, 2 * times]));
      expect(await history()).toEqual(action.kind === 'except' ? { ...noted, 'exception-removed': count } : twice);
      expect(await engine.rows('select id from finding_comments where tenant_id = $1::uuid', tenantId)).toEqual([]);
    },
    60_000,
  );

  it('names at most 200 that stay as they are', async () => {
    const { changed, skipped } = await change({ kind: 'remove-exception' }, { q: 'is:open' }, await of());
    expect([changed, skipped.length]).toEqual([0, 200]);
  });

  it('is refused beyond 20,000, and then changes nothing', async () => {
    const big = newId();
    await insertFindings(engine, big, accounts, 20_001);
    const assign = { kind: 'assign' as const, assignee: 'bia@example.com' };
    expect(await codeOf(change(assign, { q: '' }, await engine.client({ tenantId: big })))).toBe('too-many');
    const moved = 'select count(*)::int as count from findings where tenant_id = $1::uuid and version > 1';
    expect(await engine.rows(moved, big)).toEqual([{ count: 0 }]);
  }, 120_000);
});
