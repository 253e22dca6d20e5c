import { eventList } from '@cspmexa/contracts';
import { AppError } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import { DeadLetterError, nextDelay, retryLadder } from './carrier/carrier.js';
import { checkSize, decode, encode, maxMessageSize } from './envelope.js';
import { checkHandlers } from './nest/durable-events.js';
import { messagingMigrationSql } from './outbox/schema.js';
import { eventsOf, matches } from './pattern.js';
import { subscriptions } from './subscriptions.js';

describe('a pattern', () => {
  it.each([
    ['finding.*', 'finding.opened', true],
    ['finding.*', 'finding', false],
    ['finding.*', 'finding.a.b', false],
    ['finding.#', 'finding', true],
    ['finding.#', 'finding.a.b', true],
    ['#', 'anything.at.all', true],
    ['#.opened', 'finding.opened', true],
    ['*.opened', 'finding.opened', true],
    ['finding.opened', 'finding.opened', true],
    ['finding.opened', 'findingxopened', false],
    ['#.a.#', 'b.a.c.d', true],
    ['#.a.#', 'b.c.d', false],
  ])('%s covers %s: %s', (pattern, name, expected) => {
    expect(matches(pattern, name)).toBe(expected);
  });
});

describe('the subscriptions', () => {
  it.each(Object.entries(subscriptions))('of %s name events that there are', (_, patterns) => {
    for (const pattern of patterns) expect(eventsOf([pattern])).not.toEqual([]);
  });

  it('must be those of the handlers', () => {
    expect(() => checkHandlers('x', ['finding.*', 'scan.judged'], ['finding.#', 'scan.judged'])).not.toThrow();
    expect(() => checkHandlers('x', ['finding.opened'], ['finding.*'])).toThrow(
      /subscribes to finding.excepted without a handler/,
    );
    expect(() => checkHandlers('x', ['finding.*'], ['finding.opened'])).toThrow(
      /handles finding.excepted without a subscription/,
    );
    expect(() => checkHandlers('x', ['finding.*', 'finding.opened'], ['finding.*'])).toThrow(
      /finding.opened has more than one handler/,
    );
    expect(() => checkHandlers('x', ['finding.opend'], [])).toThrow(/no event is called finding.opend/);
  });
});

describe('a message', () => {
  const [event] = eventList;
  const envelope = {
    id: '0190b5c0-0000-7000-8000-000000000000',
    type: event?.name ?? '',
    version: event?.version ?? 0,
    tenantId: '0190b5c0-0000-7000-8000-000000000001',
    occurredAt: '2026-01-01T00:00:00.000Z',
    traceparent: '',
    data: event?.example,
  };

  it('survives writing and reading', () => {
    expect(decode(encode(envelope))).toEqual({ envelope });
  });

  it('that is too large is refused by the writer, too', () => {
    expect(() => checkSize({ ...envelope, data: 'x'.repeat(maxMessageSize) })).toThrow(/too large/);
    expect(() => checkSize(envelope)).not.toThrow();
  });

  it.each([
    ['{', 'not JSON'],
    ['null', 'not an envelope'],
    [JSON.stringify({ ...envelope, type: 'thing.happened' }), 'unknown event thing.happened version 1'],
    [JSON.stringify({ ...envelope, version: 99 }), 'version 99'],
    [JSON.stringify({ ...envelope, tenantId: "' or 1=1" }), 'not an envelope: tenantId'],
    [JSON.stringify({ ...envelope, data: {} }), `invalid ${envelope.type}`],
  ])('%s is refused with the reason', (body, reason) => {
    expect(decode(Buffer.from(body))).toEqual({ refused: expect.stringContaining(reason) });
  });
});

describe('the retry ladder', () => {
  it('has five tries in all, and none for what is hopeless', () => {
    const failure = new Error('x');
    expect([1, 2, 3, 4, 5].map((failures) => nextDelay(retryLadder, failures, failure))).toEqual([
      1_000,
      10_000,
      60_000,
      600_000,
      undefined,
    ]);
    expect(nextDelay(retryLadder, 1, new DeadLetterError('never'))).toBeUndefined();
  });

  it('lasts for hours when a part of the system is away, and ends even then', () => {
    const away = new AppError('unavailable');
    expect([1, 3, 4, 5, 359, 360].map((failures) => nextDelay(retryLadder, failures, away))).toEqual([
      1_000,
      60_000,
      60_000,
      60_000,
      60_000,
      undefined,
    ]);
    expect(nextDelay(retryLadder, 5, Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))).toBe(60_000);
    expect(nextDelay([], 1, away)).toBeUndefined();
  });
});

describe('the migration', () => {
  it('has both tables and no statement that destroys', () => {
    expect(messagingMigrationSql.match(/CREATE TABLE "\w+"/g)).toEqual([
      'CREATE TABLE "outbox"',
      'CREATE TABLE "inbox"',
    ]);
    expect(messagingMigrationSql).not.toMatch(/DROP|TRUNCATE|DELETE/);
  });
});
