import { describe, expect, it } from '@jest/globals';
import { Credentials } from './credentials.js';

const minutes = 60_000;

/** A provider whose credentials are good for so long; numbered in the order in which they were given. */
function provider(lifetimeMs: number) {
  const asked: (boolean | undefined)[] = [];
  return {
    asked,
    source: (options?: Record<string, unknown>) => {
      asked.push(options?.['forceRefresh'] as boolean | undefined); // what the kit and the SDK give
      const accessKeyId = `KEY${asked.length}`;
      return Promise.resolve({ accessKeyId, secretAccessKey: 'x', expiration: new Date(Date.now() + lifetimeMs) });
    },
  };
}
const keyOf = async (credentials: Credentials): Promise<string> => (await credentials.provide()).accessKeyId;

describe('credentials', () => {
  it('come from the provider, which knows itself when they end', async () => {
    const { asked, source } = provider(60 * minutes);
    const credentials = new Credentials(source);
    expect([await keyOf(credentials), await keyOf(credentials)]).toEqual(['KEY1', 'KEY2']);
    expect(asked).toEqual([undefined, undefined]);
  });

  it('are renewed once for all who ask, and then kept until shortly before they end', async () => {
    const { asked, source } = provider(60 * minutes);
    const credentials = new Credentials(source);
    expect(await Promise.all([1, 2, 3].map(() => credentials.renew(0)))).toEqual([true, true, true]);
    expect(await credentials.renew(0)).toBe(true);
    expect([await keyOf(credentials), await keyOf(credentials)]).toEqual(['KEY1', 'KEY1']);
    expect(asked).toEqual([true]);
    const brief = provider(4 * minutes);
    const ending = new Credentials(brief.source);
    await ending.renew(0);
    expect(await keyOf(ending)).toBe('KEY2');
  });

  it('that were renewed and never good are not renewed again', async () => {
    const { asked, source } = provider(60 * minutes);
    const credentials = new Credentials(source);
    await credentials.renew(0);
    expect(await credentials.renew(1)).toBe(false);
    credentials.accepted(1);
    expect(await credentials.renew(1)).toBe(true);
    expect(asked).toHaveLength(2);
    expect(credentials.version).toBe(2);
  });

  it('that are fixed cannot be renewed', async () => {
    const credentials = new Credentials({ accessKeyId: 'KEY', secretAccessKey: 'x' });
    expect(await credentials.renew(0)).toBe(false);
    expect(await keyOf(credentials)).toBe('KEY');
  });

  it('stay as they are when the provider fails, and the next one asks again', async () => {
    let turn = 0;
    const { source } = provider(60 * minutes);
    const credentials = new Credentials((options) =>
      (turn += 1) === 1 ? Promise.reject(new Error('no role')) : source(options),
    );
    await expect(credentials.renew(0)).rejects.toThrow('no role');
    expect(credentials.version).toBe(0);
    expect(await credentials.renew(0)).toBe(true);
  });
});
