import { setTimeout } from 'node:timers/promises';
import { unknown, type Unknown } from '@cspmexa/resources';
import { describe, expect, it } from '@jest/globals';
import { CallFailure } from './classify.js';
import { LaterRounds } from './later-rounds.js';

const action = 's3:GetBucketAcl';
const { signal } = new AbortController();
const failed = (reason: Unknown['reason']): CallFailure => new CallFailure(unknown(reason, action, 'no'), 'Code');
const pauses = { throttled: [20, 40, 80], unanswered: [20] };
const nobody = (): void => undefined;

const failing = (rounds: LaterRounds, times: number, reason: Unknown['reason'] = 'throttled'): void => {
  for (let time = 0; time < times; time += 1) rounds.unanswered(failed(reason), false);
};

describe('an action that fails', () => {
  it('goes on as long as some calls are answered', async () => {
    const rounds = new LaterRounds(pauses);
    for (let round = 0; round < 10; round += 1) {
      failing(rounds, 15);
      rounds.answered();
    }
    expect(await rounds.enter(action, signal, nobody)).toBe(false);
  });

  it('lets one call find out after many failures, while the others wait, and then all go on', async () => {
    const rounds = new LaterRounds(pauses);
    failing(rounds, 20);
    let waited = 0;
    const entered = [1, 2, 3].map(() => rounds.enter(action, signal, () => (waited += 1)));
    expect(await Promise.race(entered)).toBe(true);
    expect(waited).toBeGreaterThanOrEqual(3);
    rounds.answered();
    expect((await Promise.all(entered)).filter((isProbe) => !isProbe)).toHaveLength(2);
  });

  it('is given up for everybody when the one that finds out fails to the end', async () => {
    const rounds = new LaterRounds(pauses);
    failing(rounds, 20);
    const began = performance.now();
    for (let probe = 0; probe < 3; probe += 1) {
      expect(await rounds.enter(action, signal, nobody)).toBe(true);
      rounds.unanswered(failed('throttled'), true);
    }
    expect(performance.now() - began).toBeGreaterThan(130);
    await expect(rounds.enter(action, signal, nobody)).rejects.toMatchObject({ unknown: { reason: 'throttled' } });
  });

  it('needs fewer failures where each one costs its whole time', async () => {
    const rounds = new LaterRounds(pauses);
    failing(rounds, 6, 'timed-out');
    expect(await rounds.enter(action, signal, nobody)).toBe(true);
    rounds.unanswered(failed('timed-out'), true);
    await expect(rounds.enter(action, signal, nobody)).rejects.toMatchObject({ unknown: { reason: 'timed-out' } });
  });

  it('is left at once when the scan is stopped', async () => {
    const rounds = new LaterRounds({ throttled: [60_000], unanswered: [] });
    failing(rounds, 20);
    const stop = new AbortController();
    const entered = rounds.enter(action, stop.signal, nobody);
    await setTimeout(5);
    stop.abort();
    await expect(entered).rejects.toMatchObject({ code: 'Stopped' });
  });

  it('has as many later rounds as there are pauses, at growing pauses', () => {
    const rounds = new LaterRounds(pauses);
    const waits = [0, 1, 2, 3].map((round) => rounds.pauseBefore(round, failed('throttled')));
    expect(waits.map((wait, round) => wait === undefined || Math.abs(wait / (20 * 2 ** round) - 1) <= 0.25)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    expect(waits[3]).toBeUndefined();
    expect(rounds.pauseBefore(1, failed('unreachable'))).toBeUndefined();
  });
});
