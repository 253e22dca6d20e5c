import { newId, type HttpService } from '@cspmexa/platform';
import { fixedClock } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { KeyStore } from './key-store.js';
import { keptMs, leadMs, staleMs } from './rotation.js';
import { SigningKeyStore } from './signing-key.store.js';

const session = (tenantId: string) => ({
  tenantId,
  userId: newId(),
  email: 'ana@example.com',
  role: 'admin' as const,
  sessionId: newId(),
});
const kidOf = (token: string) => decodeProtectedHeader(token).kid;

/** Everything but the date goes its usual way. */
const doNotFake = [
  'hrtime',
  'nextTick',
  'performance',
  'queueMicrotask',
  'setImmediate',
  'clearImmediate',
  'setInterval',
  'clearInterval',
  'setTimeout',
  'clearTimeout',
] as const;

describe('a rotation of the key that signs', () => {
  let site: Site;
  beforeEach(async () => {
    jest.useFakeTimers({ doNotFake: [...doNotFake], now: Date.now() });
    site = await siteUnderTest();
  }, 60_000);
  afterEach(async () => {
    jest.useRealTimers();
    await site.stop();
  });

  it('is noticed by no request: tokens of both keys, of every replica, are good all the time (T01)', async () => {
    const replica = await site.authReplica();
    const stores = [site.auth, replica].map(({ app }) => app.get(KeyStore));
    const tokens: string[] = [];
    const wrong: string[] = [];
    const kids = new Set<string | undefined>();
    const ask = async (second: number) => {
      tokens.push(
        ...(await Promise.all(stores.map((store) => store.sign(session(site.tenantId))))).map(
          ({ accessToken }) => accessToken,
        ),
      );
      for (const token of tokens) {
        const { status } = await site.api(token, '/v1/me/sessions');
        if (status !== 200) wrong.push(`${status} after ${second} s with ${String(kidOf(token))}`);
      }
      for (const token of tokens) kids.add(kidOf(token));
      tokens.splice(0, Math.max(0, tokens.length - 8));
    };
    await ask(0);
    // Somebody has just made the gateway look for a key that is not there: it does not look again for a while.
    const [head = '', ...rest] = tokens[0]?.split('.') ?? [];
    const unknown = Buffer.from(JSON.stringify({ ...decodeProtectedHeader(`${head}.x.x`), kid: 'x' })).toString(
      'base64url',
    );
    expect((await site.api([unknown, ...rest].join('.'), '/v1/me')).status).toBe(401);
    await site.auth.app.get(SigningKeyStore).rotate('system:tests');
    const start = Date.now();
    for (let second = 5; second <= 150; second += 5) {
      jest.setSystemTime(start + second * 1_000);
      await ask(second);
    }
    expect(wrong).toEqual([]);
    expect(kids.size).toBe(2);
    expect(new Set(tokens.map(kidOf)).size).toBe(1);
  }, 60_000);
});

describe('the key that signs', () => {
  const clock = fixedClock(new Date());
  let site: Site;
  let replicas: HttpService[];
  beforeAll(async () => {
    site = await siteUnderTest({ clock });
    replicas = [site.auth, await site.authReplica()];
  }, 60_000);
  afterAll(() => site.stop());
  const store = (replica = 0) => (replicas[replica] ?? site.auth).app.get(KeyStore);
  const signer = async (replica = 0) => kidOf((await store(replica).sign(session(site.tenantId))).accessToken);
  const published = async () => (await store().publicKeys()).map(({ kid }) => kid);
  const rotations = () => site.database.client.auditEntry.findMany({ where: { action: 'signing-key.rotated' } });

  it('is followed by another one after thirty days, once, however many replicas there are', async () => {
    const before = await signer();
    clock.advance(30 * 86_400_000 - 1);
    expect([await signer(), await site.database.client.signingKey.count()]).toEqual([before, 1]);
    clock.advance(staleMs + 1);
    expect(await Promise.all([signer(0), signer(1), signer(0), signer(1)])).toEqual(Array(4).fill(before));
    expect(await site.database.client.signingKey.count()).toBe(2);
    expect(await published()).toHaveLength(2);
    clock.advance(leadMs);
    const [after, other] = [await signer(0), await signer(1)];
    expect(after).not.toBe(before);
    expect(other).toBe(after);
    expect(await published()).toEqual([after, before]);
    clock.advance(keptMs);
    await signer();
    expect(await published()).toEqual([after]);
    expect(await rotations()).toMatchObject([
      { actor: 'system:keys', outcome: 'done', before: { kid: before }, after: { kid: after } },
    ]);
  });

  it('is followed once by hand, too, when several ask for it', async () => {
    const keys = site.auth.app.get(SigningKeyStore);
    const made = await Promise.all([keys.rotate('ana'), keys.rotate('rui'), keys.rotate('ana')]);
    expect(new Set(made.map(({ kid }) => kid)).size).toBe(1);
    expect((await rotations()).length).toBe(2);
    expect(made[0]?.signsFrom).toBe(clock.now().getTime() + leadMs);
  });
});
