import { captureLogs } from '@cspmexa/testkit';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Retention, type Retained } from './retention.js';

const hour = 3_600_000;
const settled = (): Promise<void> => jest.advanceTimersByTimeAsync(0).then(() => undefined);

describe('what is past keeping', () => {
  beforeEach(() => void jest.useFakeTimers());
  afterEach(() => void jest.useRealTimers());

  it('is dropped at the start and every hour, of one kind when it does not work for another', async () => {
    const logs = captureLogs('info');
    let rounds = 0;
    const rows: Retained = { kept: 'rows', prune: async () => (rounds += 1) };
    const stuck: Retained = { kept: 'stuck', prune: () => Promise.reject(new Error('the database is away')) };
    const retention = new Retention([stuck, rows], logs.logger);
    retention.onApplicationBootstrap();
    await settled();
    expect(rounds).toBe(1);
    await jest.advanceTimersByTimeAsync(hour);
    expect(rounds).toBe(2);
    expect(logs.text()).toContain('the database is away');
    expect(logs.text()).toContain('"kept":"rows","dropped":2');
    await retention.beforeApplicationShutdown();
    await jest.advanceTimersByTimeAsync(2 * hour);
    expect(rounds).toBe(2);
  });

  it('is left where it is when the service stops, which waits for the piece at hand', async () => {
    let done = 0;
    const slow: Retained = {
      kept: 'rows',
      prune: async (stop) => {
        for (; !stop?.aborted; done += 1) await new Promise((resolve) => setTimeout(resolve, 1_000));
        return done;
      },
    };
    const retention = new Retention([slow], captureLogs().logger);
    retention.onApplicationBootstrap();
    await jest.advanceTimersByTimeAsync(1_500);
    let stopped = false;
    const stopping = retention.beforeApplicationShutdown().then(() => (stopped = true));
    await settled();
    expect([done, stopped]).toEqual([1, false]);
    await jest.advanceTimersByTimeAsync(1_000);
    await stopping;
    expect(done).toBe(2);
  });
});
