/** What a worker does while it collects: signs of life, costs, and waiting for a database that is away. */
import { setTimeout as wait } from 'node:timers/promises';
import type { CallCost } from '@cspmexa/contracts';
import { AppError, createLogger } from '@cspmexa/platform';
import { describe, expect, it } from '@jest/globals';
import { sumOfCosts } from '../scans/scan-costs.js';
import { CostLedger } from './cost-ledger.js';
import { afterLoss, heartbeatMs, restMs } from './lease.js';
import { persist } from './persist.js';
import { RunningUnits } from './running-units.js';
import { signOfLife } from './sign-of-life.js';

const cost = (action: string, calls: number, more: Partial<CallCost> = {}): CallCost => ({
  service: 's3',
  region: 'global',
  action,
  calls,
  retries: 1,
  throttles: 2,
  seconds: 0.5,
  ...more,
});
const logger = createLogger({ name: 'test', level: 'silent' });
const away = () => new AppError('unavailable');

describe('costs', () => {
  it('are added up for each service, region and action', () => {
    const other = cost('s3:B', 4, { region: 'eu-west-1' });
    expect(sumOfCosts([cost('s3:B', 1), other, cost('s3:A', 2), cost('s3:B', 3)])).toEqual([
      other,
      cost('s3:A', 2),
      { ...cost('s3:B', 4), retries: 2, throttles: 4, seconds: 1 },
    ]);
  });

  it('are handed on once, and kept while they cannot be written', async () => {
    const taken = [[cost('s3:A', 1)], [cost('s3:A', 2)], [], [cost('s3:A', 4)]];
    const written: number[] = [];
    let fails = true;
    const ledger = new CostLedger({ takeCosts: () => taken.shift() ?? [] }, async (costs) => {
      if (fails) throw away();
      written.push(...costs.map(({ calls }) => calls));
    });
    await expect(ledger.flush()).rejects.toThrow();
    fails = false;
    await Promise.all([ledger.flush(), ledger.flush()]);
    await ledger.flush();
    await ledger.flush();
    expect(written).toEqual([3, 4]);
  });
});

describe('work with a database that is away', () => {
  it('is done when it is back', async () => {
    let tries = 0;
    const work = async () => {
      tries += 1;
      if (tries < 3) throw away();
      return 'done';
    };
    expect(await persist(work, 5_000)).toBe('done');
    expect(tries).toBe(3);
  });

  it.each([
    ['something else is wrong', new Error('no'), undefined, 5_000],
    ['its time is over', away(), undefined, 0],
    ['it is stopped', away(), AbortSignal.timeout(20), 5_000],
  ])('is given up when %s', async (_, error, signal, forMs) => {
    await expect(persist(() => Promise.reject(error), forMs, signal)).rejects.toThrow();
  });
});

describe('a sign of life', () => {
  const beats = async (answers: readonly (boolean | Error)[]) => {
    const left = [...answers];
    const heard: string[] = [];
    const stop = signOfLife({
      everyMs: 5,
      keep: async () => {
        const answer = left.shift() ?? true;
        if (answer instanceof Error) throw answer;
        return answer;
      },
      flush: async () => void heard.push('costs'),
      lost: () => {
        heard.push('lost');
        stop();
      },
      logger,
    });
    for (let waited = 0; waited < 200 && left.length > 0; waited += 1) await wait(5);
    await wait(20);
    stop();
    return heard;
  };

  it('writes the costs with it, and tells when the work is no longer wanted', async () => {
    expect((await beats([true, false])).slice(0, 3)).toEqual(['costs', 'costs', 'lost']);
  });

  it('does not take a database that is away for an end', async () => {
    const heard = await beats([away(), away(), true]);
    expect(heard).toContain('costs');
    expect(heard).not.toContain('lost');
  });
});

describe('a unit that was lost', () => {
  it.each([
    [1, 'queue'],
    [2, 'queue'],
    [3, 'fail'],
  ] as const)('after try %i: %s', (attempts, next) => {
    expect(afterLoss(attempts)).toBe(next);
  });

  it('rests longer after each failure, and is missed soon', () => {
    expect([restMs(1), restMs(2)]).toEqual([1_000, 5_000]);
    expect([heartbeatMs(45), heartbeatMs(3)]).toEqual([2_000, 1_000]);
  });
});

describe('a unit that is taken while the process ends', () => {
  it('is stopped like the others', () => {
    const running = new RunningUnits();
    const before = running.add('a');
    running.stopAll();
    const after = running.add('b');
    expect([before, after].map(({ controller }) => controller.signal.reason)).toEqual([
      expect.objectContaining({ why: 'stopping' }),
      expect.objectContaining({ why: 'stopping' }),
    ]);
  });
});
