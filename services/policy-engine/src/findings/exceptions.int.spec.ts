/** Findings that are accepted for a time: who may, until when, and what ends it. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Finding } from '@cspmexa/contracts';
import { newId } from '@cspmexa/platform';
import { ExceptionExpiry } from './exception-expiry.js';
import { codeOf } from '../../test/code-of.js';
import { startEngine, startTime, type EngineUnderTest } from '../../test/engine-under-test.js';
import { bucket, buckets } from '../../test/sample-units.js';

let engine: EngineUnderTest;
beforeAll(async () => {
  engine = await startEngine();
}, 60_000);
afterAll(() => engine.stop(), 30_000);

describe('exceptions', () => {
  let finding: Finding;
  const now = () => engine.clock.now().getTime();
  const inOneDay = () => new Date(now() + 86_400_000).toISOString();
  const read = async () => (await engine.client()).getFinding({ params: { findingId: finding.id } });
  let generation = 0;
  const collect = (state: 'Never' | 'Enabled' | 'Suspended') =>
    engine.collect((generation += 1), [buckets([bucket('reports', state)])]);

  beforeAll(async () => {
    await collect('Never');
    const { items } = await (await engine.client()).listFindings({ query: {} });
    const [first] = items;
    if (!first) throw new Error('There should be a finding.');
    finding = first;
    await engine.heard();
  });

  it('keeps a finding out of the open ones until a date, with who, why and the ticket', async () => {
    const client = await engine.client({ role: 'analyst', email: 'ana@example.com' });
    const given = { reason: 'Moved in May.', ticket: 'SEC-1', until: inOneDay() };
    const answer = await client.exceptFinding({ params: { findingId: finding.id }, body: given });
    expect(answer).toMatchObject({
      status: 'excepted',
      exception: { ...given, owner: 'ana@example.com', approver: 'ana@example.com', createdAt: startTime },
    });
    expect(answer.history[0]).toMatchObject({
      change: 'excepted',
      actor: 'ana@example.com',
      before: { status: 'open', exception: null },
    });
    expect(await client.exceptFinding({ params: { findingId: finding.id }, body: given })).toEqual(answer);
    await collect('Never');
    expect(await read()).toMatchObject({ status: 'excepted' });
    await collect('Suspended');
    expect(await read()).toMatchObject({ status: 'excepted', conditions: [{ actual: 'Suspended' }] });
    expect((await engine.heard()).filter((name) => name.startsWith('finding'))).toEqual(['finding.excepted']);
  });

  it('ends on its date, once', async () => {
    const expiry = engine.service.app.get(ExceptionExpiry);
    expect(await expiry.expire()).toBe(0);
    engine.clock.advance(86_400_000);
    const ended = await Promise.all([expiry.expire(), expiry.expire(), expiry.expire()]);
    expect(ended.reduce((sum, count) => sum + count)).toBe(1);
    expect(await read()).toMatchObject({
      status: 'open',
      exception: null,
      history: [{ change: 'exception-expired', actor: null }, {}, {}, {}],
    });
    expect(await engine.heard()).toEqual(['finding.exception-expired']);
  });

  it('can be taken back, at once', async () => {
    const client = await engine.client({ email: 'bia@example.com' });
    await client.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'For ever.' } });
    expect(await client.removeException({ params: { findingId: finding.id } })).toMatchObject({
      status: 'open',
      exception: null,
    });
    expect((await read()).history[0]).toMatchObject({ change: 'exception-removed', actor: 'bia@example.com' });
    expect(await engine.heard()).toEqual(['finding.excepted', 'finding.exception-expired']);
    expect(await codeOf(client.removeException({ params: { findingId: finding.id } }))).toBe('conflict');
  });

  it('ends when the finding is fixed, and does not come back with it', async () => {
    const client = await engine.client();
    await client.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'For ever.' } });
    await collect('Enabled');
    expect(await read()).toMatchObject({ status: 'resolved', resolution: 'fixed', exception: null });
    expect(
      await codeOf(client.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'Too late.' } })),
    ).toBe('conflict');
    await collect('Never');
    expect(await read()).toMatchObject({ status: 'open', reopened: true, exception: null });
    await engine.heard();
  });

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'an end in the past',
      async () =>
        (await engine.client()).exceptFinding({
          params: { findingId: finding.id },
          body: { reason: 'Old.', until: startTime },
        }),
      'invalid-input',
    ],
    [
      'an end that is now',
      async () =>
        (await engine.client()).exceptFinding({
          params: { findingId: finding.id },
          body: { reason: 'Now.', until: engine.clock.now().toISOString() },
        }),
      'invalid-input',
    ],
    [
      'no reason',
      async () => (await engine.client()).exceptFinding({ params: { findingId: finding.id }, body: { reason: ' ' } }),
      'invalid-input',
    ],
    [
      'an unknown finding',
      async () => (await engine.client()).exceptFinding({ params: { findingId: newId() }, body: { reason: 'Who?' } }),
      'not-found',
    ],
    [
      'a finding of another tenant',
      async () =>
        (await engine.client({ tenantId: newId() })).exceptFinding({
          params: { findingId: finding.id },
          body: { reason: 'Mine?' },
        }),
      'not-found',
    ],
    [
      'a viewer',
      async () =>
        (await engine.client({ role: 'viewer' })).exceptFinding({
          params: { findingId: finding.id },
          body: { reason: 'Please.' },
        }),
      'forbidden',
    ],
    [
      'an auditor',
      async () => (await engine.client({ role: 'auditor' })).removeException({ params: { findingId: finding.id } }),
      'forbidden',
    ],
    [
      'a finding without an exception',
      async () => (await engine.client()).removeException({ params: { findingId: finding.id } }),
      'conflict',
    ],
  ])('refuses %s', async (_, call, code) => {
    expect(await codeOf(call())).toBe(code);
    expect(await read()).toMatchObject({ status: 'open' });
  });

  it('lets one of two people who act at the same time come second, not be lost', async () => {
    const client = await engine.client();
    const answers = await Promise.all([
      codeOf(client.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'First.' } })),
      codeOf(client.exceptFinding({ params: { findingId: finding.id }, body: { reason: 'Second.' } })),
      collect('Suspended'),
    ]);
    expect(answers.slice(0, 2)).toEqual(['answered', 'answered']);
    const { status, history, conditions } = await read();
    expect({ status, actual: conditions[0]?.actual }).toEqual({ status: 'excepted', actual: 'Suspended' });
    expect(
      history
        .slice(0, 3)
        .map(({ change }) => change)
        .sort(),
    ).toEqual(['changed', 'excepted', 'excepted']);
  });
});
