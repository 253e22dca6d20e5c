import { captureLogs } from '@cspmexa/testkit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Revocations } from '../auth-client/auth-client.js';
import { RevocationList } from './revocation-list.js';

/** Auth as the tests want it, and what it was asked. */
class Feed {
  items: Revocations['items'] = [];
  isDown = false;
  readonly asked: number[] = [];

  async listRevocations(after: number): Promise<Revocations> {
    this.asked.push(after);
    if (this.isDown) throw new Error('away');
    return {
      items: this.items.filter(({ seq }) => seq > after),
      last: Math.max(0, ...this.items.map(({ seq }) => seq)),
    };
  }
}

describe('the list of revocations', () => {
  let feed: Feed;
  let list: RevocationList;
  const logs = captureLogs('info');
  beforeEach(() => {
    jest.useFakeTimers();
    feed = new Feed();
    list = new RevocationList({ auth: feed, logger: logs.logger, staleMs: 60_000 });
  });
  afterEach(async () => {
    await list.stop();
    jest.useRealTimers();
  });
  const pass = (seconds: number) => jest.advanceTimersByTimeAsync(seconds * 1_000);
  const ended = (seq: number, sessionId: string, notBefore: number | null = null) =>
    feed.items.push({ seq, sessionId, notBefore });

  it('is not believed before its first answer: nobody comes in (T05)', async () => {
    expect(() => list.check()).toThrow('unavailable');
    feed.isDown = true;
    await list.start();
    expect(() => list.check()).toThrow('unavailable');
    feed.isDown = false;
    await pass(1);
    expect(() => list.check()).not.toThrow();
  });

  it('refuses what has ended within a second, and knows nothing of others (T05)', async () => {
    await list.start();
    ended(1, 'one');
    expect(list.refuses('one', 10)).toBe(false);
    await pass(1);
    expect([list.refuses('one', 10), list.refuses('one', 10 ** 12), list.refuses('two', 10)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('refuses what was signed before a cut, and nothing from then on; the strictest of several holds', async () => {
    ended(1, 'one', 100);
    ended(2, 'one', 50);
    await list.start();
    expect([99, 100].map((at) => list.refuses('one', at))).toEqual([true, false]);
    ended(3, 'one');
    ended(4, 'one', 60);
    await pass(1);
    expect(list.refuses('one', 10 ** 12)).toBe(true);
  });

  it('hears of one that becomes visible after a later one (T05)', async () => {
    ended(7, 'later');
    await list.start();
    await pass(20);
    ended(6, 'earlier');
    await pass(1);
    expect(list.refuses('earlier', 0)).toBe(true);
  });

  it('asks for what is new alone, but for the last half minute', async () => {
    ended(5, 'one');
    await list.start();
    await pass(29);
    expect(new Set(feed.asked)).toEqual(new Set([0]));
    await pass(2);
    expect(feed.asked.at(-1)).toBe(5);
    ended(9, 'two');
    await pass(10);
    expect([feed.asked.at(-1), list.refuses('two', 0)]).toEqual([5, true]);
    await pass(31);
    expect(feed.asked.at(-1)).toBe(9);
  });

  it('begins anew when the numbers of the database do', async () => {
    ended(900, 'before');
    await list.start();
    await pass(40);
    feed.items = [{ seq: 3, sessionId: 'restored', notBefore: null }];
    await pass(2);
    expect([list.refuses('restored', 0), list.refuses('before', 0)]).toEqual([true, true]);
  });

  it('is good for a minute without an answer, and closed after that, until there is one (T05)', async () => {
    ended(1, 'one');
    await list.start();
    feed.isDown = true;
    await pass(59.9);
    expect(() => list.check()).not.toThrow();
    await pass(0.2);
    expect(() => list.check()).toThrow('unavailable');
    expect([list.refuses('one', 0), list.ageSeconds() > 60]).toEqual([true, true]);
    feed.isDown = false;
    await pass(1);
    expect(() => list.check()).not.toThrow();
    expect(list.ageSeconds()).toBeLessThanOrEqual(1);
    expect(logs.lines.map(({ message }) => message).slice(-2)).toEqual([
      'auth does not say which sessions have ended',
      'auth says again which sessions have ended',
    ]);
  });

  it('forgets after twenty minutes, when no token of it can live', async () => {
    ended(1, 'one');
    await list.start();
    feed.items = [];
    await pass(20 * 60 - 1);
    expect(list.refuses('one', 0)).toBe(true);
    await pass(2);
    expect(list.refuses('one', 0)).toBe(false);
  });

  it('has whatever is open looked at after each answer, and not without one', async () => {
    let told = 0;
    list.onAnswer(() => (told += 1));
    await list.start();
    expect(told).toBe(1);
    await pass(3);
    expect(told).toBe(4);
    feed.isDown = true;
    await pass(3);
    expect(told).toBe(4);
  });
});
