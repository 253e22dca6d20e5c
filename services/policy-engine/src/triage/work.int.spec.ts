/** Assigning, due dates and comments, one finding at a time. */
import type { ApiClient, Finding } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeOf } from '../../test/code-of.js';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
let ana: ApiClient;
let finding: Finding;
let generation = 0;
const collect = (...versionings: ('Never' | 'Enabled' | 'Suspended')[]) =>
  engine.collect((generation += 1), [buckets(versionings.map((state, at) => bucket(`bucket-${at}`, state)))]);
beforeAll(async () => {
  engine = await startEngine();
  await collect('Never', 'Never');
  ana = await engine.client({ role: 'analyst', email: 'ana@example.com' });
  const { items } = await ana.listFindings({ query: { search: 'bucket-0', policyId: ['test-s3-bucket-versioned'] } });
  const [first] = items;
  if (!first) throw new Error('There should be a finding.');
  finding = first;
}, 60_000);
afterAll(() => engine.stop(), 30_000);

const params = () => ({ findingId: finding.id });
const read = () => ana.getFinding({ params: params() });
const later = (days: number) => new Date(Date.parse(startTime) + days * 86_400_000).toISOString();

describe('a change of one finding', () => {
  it('assigns it and sets when it is due, with who did it in its history', async () => {
    const before = await read();
    const dueAt = later(3);
    const answer = await ana.changeFinding({ params: params(), body: { assignee: 'Rui@Example.com', dueAt } });
    expect(answer).toMatchObject({ assignee: 'rui@example.com', dueAt, version: before.version + 2, status: 'open' });
    expect(answer.history.slice(0, 2)).toMatchObject([
      {
        ...{ change: 'due-changed', actor: 'ana@example.com', scanId: null },
        before: { dueAt: before.dueAt, dueSet: false },
        after: { dueAt, dueSet: true },
      },
      {
        change: 'assigned',
        actor: 'ana@example.com',
        before: { assignee: null },
        after: { assignee: 'rui@example.com' },
      },
    ]);
    expect(answer).toEqual(await read());
  });

  it('is in no scan’s way, and no scan undoes it', async () => {
    const { version, assignee, dueAt } = await read();
    await collect('Suspended', 'Never');
    expect(await read()).toMatchObject({
      ...{ assignee, dueAt, version: version + 1, conditions: [{ actual: 'Suspended' }] },
    });
    await collect('Enabled', 'Never');
    expect(await read()).toMatchObject({ status: 'resolved', assignee, dueAt: null });
    expect(await codeOf(ana.changeFinding({ params: params(), body: { dueAt: later(9) } }))).toBe('conflict');
    await collect('Never', 'Never');
    // It is another chance: what was promised for the first one counts no more.
    expect(await read()).toMatchObject({ status: 'open', reopened: true, assignee, dueAt: later(90) });
  });

  it('gives the date back to its severity', async () => {
    await ana.changeFinding({ params: params(), body: { dueAt: later(1) } });
    const answer = await ana.changeFinding({ params: params(), body: { dueAt: null } });
    expect(answer.dueAt).toBe(later(90));
    expect(answer.history[0]).toMatchObject({ after: { dueAt: later(90), dueSet: false } });
  });

  it('that changes nothing is none', async () => {
    const before = await read();
    expect(await ana.changeFinding({ params: params(), body: {} })).toEqual(before);
    const same = { assignee: before.assignee, dueAt: null };
    expect(await ana.changeFinding({ params: params(), body: same })).toEqual(before);
  });

  it('is refused when the finding is not any more what was read', async () => {
    const { version } = await read();
    const client = await engine.client({ email: 'bia@example.com' });
    const assign = (assignee: string) =>
      codeOf(client.changeFinding({ params: params(), body: { assignee, ifVersion: version } }));
    expect(await assign('bia@example.com')).toBe('answered');
    expect(await assign('rui@example.com')).toBe('changed-meanwhile');
    const body = { reason: 'Moved.', ifVersion: version };
    expect(await codeOf(client.exceptFinding({ params: params(), body }))).toBe('changed-meanwhile');
    expect(await read()).toMatchObject({ assignee: 'bia@example.com', status: 'open', version: version + 1 });
  });

  it('tells who is given it, unless they took it themselves, and every open page', async () => {
    await engine.news();
    const assign = (assignee: string | null) => ana.changeFinding({ params: params(), body: { assignee } });
    const { history } = await assign('rui@example.com');
    await assign('ana@example.com');
    await assign(null);
    const changeId = history[0]?.id;
    const facts = [expect.objectContaining({ findingId: finding.id, accountId: engine.accountId, changeId })];
    const changed = { accountId: engine.accountId, findingIds: [finding.id], findings: 1, by: 'ana@example.com' };
    expect(await engine.news()).toEqual([
      ['finding.assigned', { assignee: 'rui@example.com', by: 'ana@example.com', findings: 1, changeId, facts }],
      ['findings.changed', changed],
      ['findings.changed', changed],
      ['findings.changed', changed],
    ]);
  });
});

describe('comments', () => {
  it('are told oldest first, counted, and move nothing else', async () => {
    const before = await read();
    const one = await ana.commentFinding({ params: params(), body: { text: ' Who owns this? ' } });
    expect(one).toEqual({ id: one.id, author: 'ana@example.com', text: 'Who owns this?', at: startTime });
    engine.clock.advance(1_000);
    const bia = await engine.client({ email: 'bia@example.com' });
    const two = await bia.commentFinding({ params: params(), body: { text: 'Me.\n\nReally.' } });
    const { comments, ...after } = await read();
    expect(comments).toEqual([one, two]);
    expect(after).toEqual({ ...before, comments: undefined, history: before.history });
    const { items } = await ana.listFindings({ query: { search: 'bucket-0', policyId: ['test-s3-bucket-versioned'] } });
    expect(items).toMatchObject([{ id: finding.id, comments: 2 }]);
  });

  it('are removed by their author alone, from their finding', async () => {
    const { comments, version } = await read();
    const [hers, theirs] = comments;
    const remove = (findingId: string, commentId = '') =>
      codeOf(ana.removeComment({ params: { findingId, commentId } }));
    expect(await remove(finding.id, theirs?.id)).toBe('not-found');
    expect(await remove(finding.id, newId())).toBe('not-found');
    const { items } = await ana.listFindings({ query: { search: 'bucket-1' } });
    expect(await remove(items[0]?.id ?? '', hers?.id)).toBe('not-found');
    expect(await remove(finding.id, hers?.id)).toBe('answered');
    expect(await remove(finding.id, hers?.id)).toBe('not-found');
    expect(await read()).toMatchObject({ comments: [theirs], version });
  });
});

describe('an exception', () => {
  it('has an owner, who stays when somebody else says the same', async () => {
    const body = { reason: 'Moved in May.', owner: 'rui@example.com' };
    const { exception, version } = await ana.exceptFinding({ params: params(), body });
    expect(exception).toMatchObject({ owner: 'rui@example.com', approver: 'ana@example.com' });
    const bia = await engine.client({ email: 'bia@example.com' });
    const same = { reason: 'Moved in May.', ifVersion: version };
    expect(await bia.exceptFinding({ params: params(), body: same })).toMatchObject({ exception, version });
    await ana.removeException({ params: params() });
  });
});

it.each<[string, () => Promise<unknown>, string]>([
  ['an unknown finding', () => ana.changeFinding({ params: { findingId: newId() }, body: {} }), 'not-found'],
  [
    'an unknown finding to speak of',
    () => ana.commentFinding({ params: { findingId: newId() }, body: { text: 'x' } }),
    'not-found',
  ],
  [
    'a finding of another tenant',
    async () =>
      (await engine.client({ tenantId: newId() })).changeFinding({ params: params(), body: { assignee: null } }),
    'not-found',
  ],
  [
    'a comment in another tenant',
    async () => (await engine.client({ tenantId: newId() })).commentFinding({ params: params(), body: { text: 'x' } }),
    'not-found',
  ],
  [
    'a finding of an account that one may not see',
    async () => (await engine.client({ accountIds: [newId()] })).changeFinding({ params: params(), body: {} }),
    'not-found',
  ],
  [
    'a comment there',
    async () =>
      (await engine.client({ accountIds: [newId()] })).commentFinding({ params: params(), body: { text: 'x' } }),
    'not-found',
  ],
  [
    'a viewer',
    async () => (await engine.client({ role: 'viewer' })).changeFinding({ params: params(), body: {} }),
    'forbidden',
  ],
  ['who is no address', () => ana.changeFinding({ params: params(), body: { assignee: 'rui' } }), 'invalid-input'],
  [
    'a date that is none',
    () => ana.changeFinding({ params: params(), body: { dueAt: '2026-02-30T00:00:00Z' } }),
    'invalid-input',
  ],
  ['nothing to say', () => ana.commentFinding({ params: params(), body: { text: ' \n ' } }), 'invalid-input'],
])('refuses %s', async (_, call, code) => {
  const before = await read();
  expect(await codeOf(call())).toBe(code);
  expect(await read()).toEqual(before);
});
