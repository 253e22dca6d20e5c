/** People and scans that change the same findings at the same time: nothing is lost, nothing is half done. */
import type { ApiClient } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../test/code-of.js';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';

const names = Array.from({ length: 20 }, (_, at) => `bucket-${at}`);
const dueAt = new Date(Date.parse(startTime) + 86_400_000).toISOString();
let engine: EngineUnderTest;
let ana: ApiClient;
let bia: ApiClient;
let ids: string[];
let generation = 0;
const collect = (versioning: 'Never' | 'Suspended' | 'Enabled') =>
  engine.collect((generation += 1), [buckets(names.map((name) => bucket(name, versioning)))]);
beforeAll(async () => {
  engine = await startEngine();
  ana = await engine.client({ email: 'ana@example.com' });
  bia = await engine.client({ email: 'bia@example.com' });
}, 60_000);
afterAll(() => engine.stop(), 30_000);
/** Every finding is open, nobody's, due by its severity, and nothing was said of it. */
beforeEach(async () => {
  engine.onRead = undefined;
  await engine.rows('with gone as (delete from finding_comments) update findings set comments = 0');
  await collect('Enabled');
  await collect('Never');
  const { items } = await ana.listFindings({ query: { q: 'policy:test-s3-bucket-versioned', limit: 200 } });
  ids = items.map(({ id }) => id).sort();
  await ana.changeFindings({ body: { select: { ids }, action: { kind: 'assign', assignee: null } } });
});

const read = (findingId = ids[0] ?? '') => ana.getFinding({ params: { findingId } });
/** What becomes of a call for each finding, one after the other: a person has one pair of hands. */
const each = async (call: (findingId: string, at: number) => Promise<unknown>, given = ids): Promise<string[]> => {
  const codes: string[] = [];
  for (const [at, id] of given.entries()) codes.push(await codeOf(call(id, at)));
  return codes;
};
const readAll = () => Promise.all(ids.map((id) => read(id)));

describe('while a scan is judged', () => {
  it('what a person changes stays, and so does what the scan saw', async () => {
    const [assigned = '', dated = '', excepted = '', commented = ''] = ids;
    engine.onRead = async () => {
      engine.onRead = undefined;
      await ana.changeFinding({ params: { findingId: assigned }, body: { assignee: 'rui@example.com' } });
      await ana.changeFinding({ params: { findingId: dated }, body: { dueAt } });
      await ana.exceptFinding({ params: { findingId: excepted }, body: { reason: 'Moved.' } });
      await ana.commentFinding({ params: { findingId: commented }, body: { text: 'Look.' } });
    };
    await collect('Suspended');
    expect(engine.onRead).toBeUndefined();
    const seen = { conditions: [{ actual: 'Suspended' }] };
    expect(await read(assigned)).toMatchObject({ ...seen, assignee: 'rui@example.com', status: 'open' });
    expect(await read(dated)).toMatchObject({ ...seen, dueAt, status: 'open' });
    expect(await read(excepted)).toMatchObject({ ...seen, status: 'excepted', exception: { reason: 'Moved.' } });
    expect(await read(commented)).toMatchObject({ ...seen, comments: [{ text: 'Look.' }] });
    // A scan that finds nothing new leaves them alone.
    await collect('Suspended');
    expect(await read(assigned)).toMatchObject({ assignee: 'rui@example.com' });
    expect(await read(dated)).toMatchObject({ dueAt });
  });

  it('what a person changes while it is written is waited for: nothing is looked at twice', async () => {
    const readsOf = async (versioning: 'Never' | 'Suspended') => {
      const before = engine.reads.length;
      await collect(versioning);
      return engine.reads.length - before;
    };
    const undisturbed = await readsOf('Suspended');
    const person = await engine.owner.connect();
    await person.query('begin');
    await person.query(
      `update findings set assignee = 'rui@example.com', version = version + 1 where id = $1`,
      ids.slice(-1),
    );
    const scan = readsOf('Never');
    await engine.waiting(1);
    await person.query('commit');
    person.release();
    expect(await scan).toBe(undisturbed);
    expect(await read(ids.at(-1))).toMatchObject({
      assignee: 'rui@example.com',
      conditions: [{ actual: 'Never' }],
    });
  });

  it('who changes the days by which findings are due waits for it, and it does not wait for them', async () => {
    const person = await engine.owner.connect();
    await person.query('begin');
    await person.query('select 1 from findings where id = $1 for update', ids.slice(-1));
    const scan = collect('Suspended');
    await engine.waiting(1);
    const slaDays = { critical: 7, high: 30, medium: generation, low: 180, info: null };
    const settings = ana.changeFindingSettings({ body: { slaDays } });
    await engine.waiting(2);
    await person.query('commit');
    person.release();
    await Promise.all([scan, settings]);
    const deadlocks = 'select deadlocks::int from pg_stat_database where datname = current_database()';
    expect((await engine.owner.query(deadlocks)).rows).toEqual([{ deadlocks: 0 }]);
  });

  it('people and scans come one after the other, however they meet', async () => {
    const [, ...answers] = await Promise.all([
      collect('Suspended'),
      codeOf(bia.changeFindings({ body: { select: { ids }, action: { kind: 'due', dueAt } } })),
      each((findingId, at) =>
        ana.changeFinding({ params: { findingId }, body: { assignee: `person-${at}@example.com` } }),
      ),
      each((findingId, at) => bia.commentFinding({ params: { findingId }, body: { text: `About ${at}.` } })),
    ]);
    expect(new Set(answers.flat())).toEqual(new Set(['answered']));
    for (const [at, finding] of (await readAll()).entries()) {
      expect(finding).toMatchObject({
        ...{ assignee: `person-${at}@example.com`, dueAt, status: 'open' },
        ...{ conditions: [{ actual: 'Suspended' }], comments: [{ text: `About ${at}.` }] },
      });
      expect(
        finding.history
          .slice(0, 3)
          .map(({ change }) => change)
          .sort(),
      ).toEqual(['assigned', 'changed', 'due-changed']);
    }
  }, 60_000);
});

describe('two people', () => {
  it('who change the same finding without looking come second, not to nothing', async () => {
    const assign = (client: ApiClient, assignee: string) =>
      codeOf(client.changeFinding({ params: { findingId: ids[0] ?? '' }, body: { assignee } }));
    const { version } = await read();
    const people = Array.from({ length: 8 }, (_, at) => `person-${at}@example.com`);
    const answers = await Promise.all(people.map((person, at) => assign(at % 2 ? ana : bia, person)));
    expect(new Set(answers)).toEqual(new Set(['answered']));
    const after = await read();
    expect(after.version).toBe(version + 8);
    expect(people).toContain(after.assignee);
    // Each took over from the one before.
    const moves = after.history.slice(0, 8).map(({ before, after: now }) => [before, now]);
    for (const [at, [before]] of moves.entries()) expect(before).toEqual(moves[at + 1]?.[1] ?? { assignee: null });
  });

  it('who say what they have read: one is told to look again', async () => {
    const { version: ifVersion } = await read();
    const params = { findingId: ids[0] ?? '' };
    const answers = await Promise.all([
      codeOf(ana.changeFinding({ params, body: { assignee: 'rui@example.com', ifVersion } })),
      codeOf(bia.changeFinding({ params, body: { dueAt, ifVersion } })),
      codeOf(bia.exceptFinding({ params, body: { reason: 'Moved.', ifVersion } })),
    ]);
    expect(answers.sort()).toEqual(['answered', 'changed-meanwhile', 'changed-meanwhile']);
    expect((await read()).version).toBe(ifVersion + 1);
  });

  it('who comment on the same finding are both heard and counted', async () => {
    const params = { findingId: ids[0] ?? '' };
    const said = await Promise.all(
      Array.from({ length: 6 }, (_, at) => ana.commentFinding({ params, body: { text: `${at}` } })),
    );
    expect((await read()).comments).toHaveLength(6);
    await Promise.all(said.map(({ id }) => ana.removeComment({ params: { ...params, commentId: id } })));
    expect(await engine.rows('select comments from findings where id = $1::uuid', params.findingId)).toEqual([
      { comments: 0 },
    ]);
  });
});

describe('a change of many', () => {
  const bulk = (client: ApiClient, assignee: string, given: readonly string[]) =>
    client.changeFindings({ body: { select: { ids: [...given] }, action: { kind: 'assign', assignee } } });

  it('and others of the same findings, in any order, do not stand in each other’s way', async () => {
    const answers = await Promise.all([
      bulk(ana, 'one@example.com', ids),
      bulk(bia, 'two@example.com', [...ids].reverse()),
      ana.changeFindings({
        body: { select: { q: 'policy:test-s3-bucket-versioned' }, action: { kind: 'due', dueAt } },
      }),
      each((findingId) => bia.changeFinding({ params: { findingId }, body: { assignee: 'three@example.com' } })),
    ]);
    const all = { changed: ids.length };
    expect(answers).toMatchObject([all, all, all, ids.map(() => 'answered')]);
    const after = await readAll();
    for (const { assignee, dueAt: due } of after) {
      expect(['one@example.com', 'two@example.com', 'three@example.com']).toContain(assignee);
      expect(due).toBe(dueAt);
    }
  }, 60_000);

  it('that is taken back while somebody changes a finding: either that is kept, or it is refused as too late', async () => {
    const { id } = await bulk(ana, 'rui@example.com', ids);
    const before = await readAll();
    const take = (findingId: string, at: number) =>
      bia.changeFinding({
        params: { findingId },
        body: { assignee: 'late@example.com', ifVersion: before[at]?.version ?? 0 },
      });
    const [undone, singles] = await Promise.all([
      ana.undoFindingChanges({ params: { changeId: id } }),
      each(take, ids.slice(0, 10)),
    ]);
    const kept = new Set(undone.skipped.map(({ findingId }) => findingId));
    expect(undone.changed + kept.size).toBe(ids.length);
    for (const [at, finding] of (await readAll()).entries()) {
      const isKept = kept.has(finding.id);
      expect([finding.id, finding.assignee]).toEqual([finding.id, isKept ? 'late@example.com' : null]);
      if (at < 10) expect(singles[at]).toBe(isKept ? 'answered' : 'changed-meanwhile');
      else expect(isKept).toBe(false);
    }
  });

  it('is taken back once, however often that is asked at the same time', async () => {
    const { id } = await bulk(ana, 'rui@example.com', ids);
    const codes = await Promise.all(
      Array.from({ length: 5 }, () => codeOf(ana.undoFindingChanges({ params: { changeId: id } }))),
    );
    expect(codes.sort()).toEqual(['answered', 'conflict', 'conflict', 'conflict', 'conflict']);
    expect(new Set((await readAll()).map(({ assignee }) => assignee))).toEqual(new Set([null]));
  });

  it('of what a scan puts right meanwhile keeps to what is there', async () => {
    const [, answer] = await Promise.all([
      collect('Enabled'),
      ana.changeFindings({
        body: {
          select: { q: 'policy:test-s3-bucket-versioned is:open' },
          action: { kind: 'except', reason: 'Moved.' },
        },
      }),
    ]);
    // Those that the scan had put right before were not found or left out, and it put right those that were accepted before.
    expect(answer.changed).toBeLessThanOrEqual(ids.length);
    for (const { status, exception } of await readAll()) expect([status, exception]).toEqual(['resolved', null]);
  });
});
