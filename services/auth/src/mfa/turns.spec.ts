import { AsyncLocalStorage } from 'node:async_hooks';
import { describe, expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const settled = async () => {
  for (let round = 0; round < 20; round += 1) await Promise.resolve();
};

describe('turns', () => {
  it('are taken one after another by those with the same key, and at once by others', async () => {
    const turns = new Turns(2);
    const events: string[] = [];
    const ends: (() => void)[] = [];
    const take = (key: string, name: string) =>
      turns.take(key, async () => {
        events.push(`${name} begins`);
        await new Promise<void>((resolve) => ends.push(resolve));
        events.push(`${name} ends`);
        return name;
      });
    const all = [take('a', 'first'), take('a', 'second'), take('b', 'other')];
    expect(take('a', 'third')).toBeUndefined();
    await settled();
    expect(events).toEqual(['first begins', 'other begins']);
    ends[0]?.();
    await settled();
    expect(events.slice(2)).toEqual(['first ends', 'second begins']);
    // There is room again.
    const late = take('a', 'late');
    for (const end of ends) end();
    expect(await Promise.all(all)).toEqual(['first', 'second', 'other']);
    await settled();
    ends.at(-1)?.();
    expect(await late).toBe('late');
  });

  it('go on after somebody failed, and each keeps the request that it belongs to', async () => {
    const turns = new Turns(2);
    const request = new AsyncLocalStorage<string>();
    const failing = request.run('one', () => turns.take('a', () => Promise.reject(new Error(request.getStore()))));
    const next = request.run('two', () => turns.take('a', async () => request.getStore()));
    await expect(failing).rejects.toThrow('one');
    expect(await next).toBe('two');
  });
});
