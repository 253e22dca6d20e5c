import { randomBytes } from 'node:crypto';
import { removeMyMfa, renewRecoveryCodes, resetMemberMfa, startMfaEnrolment, verifyMfa } from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeAt, type Authenticator } from '../../test/authenticator.js';
import { mfaSecret, mfaUnderTest, type MfaSite, type Person } from '../../test/mfa-under-test.js';
import { keyringOf, type SealingKey } from '../keys/keyring.js';
import { reseal } from '../keys/reseal.js';
import { hashOfCode } from './recovery-codes.js';

const base32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** The bytes that a base32 text stands for. */
function bytesOf(text: string): Buffer {
  const bits = [...text].map((letter) => base32.indexOf(letter).toString(2).padStart(5, '0')).join('');
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
}

/** Everything that a secret could be written as. */
const writings = (bytes: Buffer, ...texts: string[]): string[] =>
  [...texts, ...['hex', 'base64', 'base64url'].map((encoding) => bytes.toString(encoding as BufferEncoding))].flatMap(
    // Without the end of base64, where what follows may have changed a letter.
    (text) => [text, text.replace(/=+$/, '').slice(0, -1)],
  );

let site: MfaSite;
beforeAll(async () => {
  site = await mfaUnderTest();
});
afterAll(() => site.stop());

/** Every column of every table, as text and as hex and base64 of binary ones. */
async function dump(): Promise<string> {
  const { pool } = site.database;
  const { rows: tables } = await pool.query<{ table_name: string }>(
    `select table_name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`,
  );
  expect(tables.length).toBeGreaterThan(15);
  const texts: string[] = [];
  for (const { table_name: table } of tables) {
    const { rows } = await pool.query<Record<string, unknown>>(`select * from "${table}"`);
    for (const row of rows)
      for (const value of Object.values(row)) {
        if (Buffer.isBuffer(value)) texts.push(...writings(value, value.toString('latin1')));
        else texts.push(typeof value === 'string' ? value : JSON.stringify(value));
      }
  }
  return texts.join('\n');
}

describe('secrets of second factors', () => {
  it('are nowhere in the database, and in no line of the log, whatever happens to them (M04, X04)', async () => {
    const admin = await site.person({ role: 'admin' });
    const ana = await site.person({ beside: admin });
    const rui = await site.person({ beside: admin });
    const proposed = JSON.parse((await site.ask(ana, startMfaEnrolment)).text) as { secret: string };
    const kept: Authenticator[] = [await site.enrol(ana), await site.enrol(rui)];
    const [anas, ruis] = kept;
    if (!anas || !ruis) throw new Error('Nobody is enrolled.');
    const spent: string[] = kept.map(({ code }) => code());
    site.clock.advance(60_000);
    spent.push(anas.code());
    // What works, what does not, and what nobody expects.
    expect((await site.ask(ana, verifyMfa, { body: { code: anas.code() } })).status).toBe(200);
    expect((await site.ask(ana, verifyMfa, { body: { code: anas.code() } })).status).toBe(403);
    expect((await site.ask(ana, verifyMfa, { body: { recoveryCode: ruis.recoveryCodes[0] } })).status).toBe(403);
    expect((await site.ask(ana, verifyMfa, { body: { recoveryCode: anas.recoveryCodes[0] } })).status).toBe(200);
    expect((await site.ask(ana, verifyMfa, { body: { recoveryCode: `${anas.recoveryCodes[1]}x` } })).status).toBe(400);
    expect((await site.ask(ana, verifyMfa, { body: { code: anas.secret } })).status).toBe(400);
    expect((await site.ask(ana, verifyMfa, { body: { code: { [anas.secret]: 1 } } })).status).toBe(400);
    expect((await site.ask(rui, startMfaEnrolment)).status).toBe(409);
    const renewed = JSON.parse((await site.ask(ana, renewRecoveryCodes)).text) as { recoveryCodes: string[] };
    const during = await dump();
    expect((await site.ask(admin, resetMemberMfa, { params: { memberId: rui.memberId } })).status).toBe(204);
    expect((await site.ask(ana, removeMyMfa)).status).toBe(204);
    const after = await dump();
    const logs = site.logs.text();
    // They would be found: what is not secret is.
    for (const text of [during, after, logs]) expect(text).toContain(ana.email);
    expect(during).toContain(Buffer.from(hashOfCode(ruis.recoveryCodes[0] ?? '')).toString('hex'));

    const seeds = [proposed.secret, anas.secret, ruis.secret].flatMap((secret) =>
      writings(bytesOf(secret), secret, secret.toLowerCase(), bytesOf(secret).toString('latin1')),
    );
    const codes = [...anas.recoveryCodes, ...ruis.recoveryCodes, ...renewed.recoveryCodes].flatMap((code) => {
      const bare = code.replaceAll('-', '');
      return [...writings(Buffer.from(code), code, code.toUpperCase()), ...writings(Buffer.from(bare), bare)];
    });
    const found = (text: string, needles: string[]): string[] =>
      needles.filter((needle) => text.toLowerCase().includes(needle.toLowerCase()));
    for (const text of [during, after, logs]) {
      expect(found(text, seeds)).toEqual([]);
      expect(found(text, codes)).toEqual([]);
    }
    // Six digits may be part of anything: as a value of their own they are nowhere.
    for (const code of spent) expect(`${during}${logs}`).not.toMatch(new RegExp(`"code":\\s*"${code}"`));
  });

  it('do not open in the row of another member (M04)', async () => {
    const ana = await site.person();
    const rui = await site.person({ beside: ana });
    const [anas] = [await site.enrol(ana), await site.enrol(rui)];
    site.clock.advance(60_000);
    await site.database.pool.query(
      `update totp_factor t set sealed = o.sealed, key_id = o.key_id from totp_factor o
       where o.member_id = $1 and t.member_id = $2`,
      [ana.memberId, rui.memberId],
    );
    const answer = await site.ask(rui, verifyMfa, { body: { code: anas.code() } });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('AUTH_SECRET');
    expect(site.logs.text()).toContain('AUTH_SECRET is not the one that the totp was sealed with');
  });
});

describe('another key for secrets at rest', () => {
  const key = (id: string): { env: string; key: SealingKey } => {
    const bytes = randomBytes(32);
    return { env: `${id}:${bytes.toString('base64')}`, key: { id, key: new Uint8Array(bytes) } };
  };
  const ring = (...keys: SealingKey[]) => keyringOf({ AUTH_SECRET: mfaSecret, AUTH_KEYS: keys });
  const keyIds = async (table: 'totp_factor' | 'signing_key') =>
    (await site.database.pool.query<{ key_id: string }>(`select distinct key_id from ${table}`)).rows.map(
      ({ key_id }) => key_id,
    );
  let people: { person: Person; authenticator: Authenticator }[];
  beforeAll(async () => {
    // The one of the test before.
    await site.database.client.totpFactor.deleteMany();
    people = [];
    for (let index = 0; index < 7; index += 1) {
      const person = await site.person();
      people.push({ person, authenticator: await site.enrol(person) });
    }
  });

  it('takes over in batches while services run, and the old one can go (M04)', async () => {
    const [a, b] = [key('a'), key('b')];
    expect(await reseal(site.database, ring())).toEqual({
      signingKeys: { resealed: 0, upToDate: 1, unreadable: [] },
      authenticators: { resealed: 0, upToDate: 7, unreadable: [] },
    });
    const report = await reseal(site.database, ring(a.key), 3);
    expect(report.authenticators).toEqual({ resealed: 7, upToDate: 0, unreadable: [] });
    expect(report.signingKeys).toEqual({ resealed: 1, upToDate: 0, unreadable: [] });
    expect([await keyIds('totp_factor'), await keyIds('signing_key')]).toEqual([['a'], ['a']]);
    expect((await reseal(site.database, ring(a.key))).authenticators).toMatchObject({ resealed: 0, upToDate: 7 });

    // Interrupted in the middle, it goes on with the rest.
    const half = people.slice(0, 3).map(({ person }) => person.memberId);
    await reseal(site.database, ring(b.key, a.key));
    for (const memberId of half) {
      const { tenantId, sealed } = await site.database.client.totpFactor.findFirstOrThrow({ where: { memberId } });
      const place = { purpose: 'totp', row: `${tenantId}:${memberId}` } as const;
      const text = ring(b.key).open(sealed, 'b', place);
      await site.database.client.totpFactor.updateMany({ where: { memberId }, data: ring(a.key).seal(text, place) });
    }
    expect((await reseal(site.database, ring(b.key, a.key), 2)).authenticators).toEqual({
      resealed: 3,
      upToDate: 4,
      unreadable: [],
    });

    const { url, stop } = await site.replica({ AUTH_KEYS: b.env });
    site.clock.advance(60_000);
    for (const { person, authenticator } of people) {
      const bearer = await site.token(person);
      const answer = await site.ask(bearer, verifyMfa, { body: { code: authenticator.code() }, url });
      expect(answer.status).toBe(200);
    }
    // Who enrols now is sealed with it.
    const rui = await site.person();
    const started = await site.ask(rui, startMfaEnrolment, { url });
    const { secret } = JSON.parse(started.text) as { secret: string };
    expect(codeAt(secret, site.clock.now())).toMatch(/^\d{6}$/);
    expect(await keyIds('totp_factor')).toEqual(['b']);
    await stop();

    // Without the key nobody starts, and nothing is changed.
    await expect(site.replica({ AUTH_KEYS: a.env })).rejects.toThrow(/^AUTH_KEYS lacks "b"/);
    await expect(reseal(site.database, ring(a.key))).rejects.toThrow(/^AUTH_KEYS lacks "b"/);
    await reseal(site.database, ring(b.key));
  });

  it('leaves what does not open as it is, and says so', async () => {
    const [broken, moved] = people.map(({ person }) => person);
    if (!broken || !moved) throw new Error('There is nobody.');
    const rows = await site.database.client.totpFactor.findMany({ orderBy: { memberId: 'asc' } });
    const current = rows[0]?.keyId ?? '';
    await site.database.client.totpFactor.updateMany({ where: { memberId: broken.memberId }, data: { keyId: 's1' } });
    await expect(reseal(site.database, ring(key('c').key))).rejects.toThrow(`AUTH_KEYS lacks "${current}"`);
    await site.database.client.totpFactor.deleteMany({ where: { memberId: { not: broken.memberId } } });
    await site.database.client.signingKey.deleteMany();
    const { authenticators } = await reseal(site.database, ring(key('c').key));
    expect(authenticators).toMatchObject({
      resealed: 0,
      upToDate: 0,
      unreadable: [{ place: { purpose: 'totp', row: `${broken.tenantId}:${broken.memberId}` } }],
    });
    expect(await keyIds('totp_factor')).toEqual(['s1']);
  });
});
