import { randomBytes, randomUUID } from 'node:crypto';
import { installation, keyringOf, openAuthDatabase, type AuthDatabase } from '@cspmexa/auth';
import { createDatabase, withDatabase } from '@cspmexa/platform';
import { createTestDatabase, type TestDatabase } from '@cspmexa/testkit';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { runCli } from '../../test/run-cli.js';
import { within } from '../../test/within.js';
import { namedUrls } from '../running/database-urls.js';
import { migrateAll } from '../running/platform.js';
import { main } from '../main.js';
import { reseal } from './keys.js';

const AUTH_SECRET = 'a secret of the tests, long enough';
const key = randomBytes(32);
const AUTH_KEYS = `k1:${key.toString('base64')}`;
const newRing = keyringOf({ AUTH_SECRET: `${AUTH_SECRET}, another one`, AUTH_KEYS: [{ id: 'k1', key }] });

describe('cspmexa keys reseal', () => {
  let base: TestDatabase;
  let auth: AuthDatabase;
  const tenantId = randomUUID();
  const memberId = randomUUID();
  const place = { purpose: 'totp', row: `${tenantId}:${memberId}` } as const;

  beforeAll(async () => {
    base = await createTestDatabase();
    await createDatabase(base.url);
    await migrateAll(namedUrls({ DATABASE_URL: base.url }));
    auth = openAuthDatabase(withDatabase(base.url, { schema: 'auth' }));
    const createdAt = new Date();
    await auth.client.tenant.create({ data: { id: tenantId, name: 'Tucanuva', createdAt } });
    const member = { issuer: 'test', subject: 'ana', email: 'ana@example.com', role: 'admin', createdAt };
    await auth.client.member.create({ data: { tenantId, id: memberId, ...member } });
    const sealed = keyringOf({ AUTH_SECRET, AUTH_KEYS: [] }).seal('the seed', place);
    await auth.client.totpFactor.create({ data: { tenantId, memberId, ...sealed, createdAt, confirmedAt: createdAt } });
  });
  afterAll(async () => {
    await auth.close();
    await base.drop();
  });

  const run = (env: Readonly<Record<string, string>>, more: object = {}) =>
    within(reseal, more, { DATABASE_URL: base.url, CSPMEXA_DATA: '/nonexistent/data', ...env });

  it('seals everything with the first key, notes it, and names what is missing (M04)', async () => {
    await expect(run({})).rejects.toThrow('AUTH_SECRET: is not set');
    const wrong = await run({ AUTH_SECRET: 'some other secret that is long enough', AUTH_KEYS });
    expect(wrong).toMatchObject({ code: 1, stderr: expect.stringContaining('AUTH_SECRET is not the one') });

    const env = { DATABASE_URL: base.url, AUTH_SECRET, AUTH_KEYS };
    const done = await runCli(['keys', 'reseal'], { env });
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(done.stdout).toMatch(/^secrets +sealed anew with k1 .*\nsigning keys +0 .*\nauthenticators +1 +0 +0\n$/);
    const factor = await auth.client.totpFactor.findFirstOrThrow();
    expect(factor.keyId).toBe('k1');
    expect(newRing.open(factor.sealed, 'k1', place)).toBe('the seed');
    const [entry] = await auth.client.auditEntry.findMany({
      where: { tenantId: installation, action: 'secrets.resealed' },
      orderBy: { seq: 'desc' },
      take: 1,
    });
    expect(entry).toMatchObject({
      actor: expect.stringMatching(/^command line \(/),
      targetId: 'k1',
      after: { signingKeys: 0, authenticators: 1, unreadable: 0 },
    });

    const again = await run({ AUTH_SECRET: `${AUTH_SECRET}, another one`, AUTH_KEYS }, { output: 'json' });
    expect(JSON.parse(again.stdout)).toMatchObject({ key: 'k1', authenticators: { resealed: 0, upToDate: 1 } });
    const other = `k2:${randomBytes(32).toString('base64')}`;
    await expect(run({ AUTH_SECRET, AUTH_KEYS: other })).rejects.toThrow(/^AUTH_KEYS lacks "k1"/);
    for (const { stdout, stderr } of [wrong, done, again])
      for (const secret of ['the seed', key.toString('base64'), AUTH_SECRET])
        expect(`${stdout}${stderr}`).not.toContain(secret);
  }, 180_000);
});

describe('cspmexa keys rotate', () => {
  it('makes the key that signs next, once, and none that the services could not open (T01)', async () => {
    const base = await createTestDatabase();
    const auth = openAuthDatabase(withDatabase(base.url, { schema: 'auth' }));
    try {
      await createDatabase(base.url);
      await migrateAll(namedUrls({ DATABASE_URL: base.url }));
      const args = ['keys', 'rotate', '--output', 'json'];
      const envOf = (secret: string) => ({
        DATABASE_URL: base.url,
        CSPMEXA_DATA: '/nonexistent/data',
        AUTH_SECRET: secret,
      });
      const rotate = (secret: string) => within(() => main(args), {}, envOf(secret));
      // Once as a person does it; a process takes seconds.
      const first = JSON.parse((await runCli(args, { env: envOf(AUTH_SECRET) })).stdout) as { kid: string };
      expect(await rotate(`${AUTH_SECRET}, another one`)).toMatchObject({
        code: 1,
        stdout: '',
        stderr: expect.stringContaining('AUTH_SECRET is not the one'),
      });
      const next = JSON.parse((await rotate(AUTH_SECRET)).stdout) as { kid: string; signsFrom: string };
      expect(JSON.parse((await rotate(AUTH_SECRET)).stdout)).toEqual(next);
      const rows = await auth.client.signingKey.findMany({ orderBy: { signsFrom: 'asc' } });
      expect(rows.map(({ kid }) => kid)).toEqual([first.kid, next.kid]);
      expect(rows.map(({ retiredAt }) => retiredAt?.toISOString() ?? null)).toEqual([next.signsFrom, null]);
      const trail = await auth.client.auditEntry.findMany({ where: { action: 'signing-key.rotated' } });
      expect(trail.map(({ targetId }) => targetId).sort()).toEqual([first.kid, next.kid].sort());
    } finally {
      await auth.close();
      await base.drop();
    }
  }, 120_000);
});
