import {
  confirmMfaEnrolment,
  listMySessions,
  MfaEnrolment,
  RecoveryCodes,
  removeMyMfa,
  renewRecoveryCodes,
  resetMemberMfa,
  startMfaEnrolment,
  verifyMfa,
  type Route,
} from '@cspmexa/contracts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { codeAt } from '../../test/authenticator.js';
import type { Answer } from '../../test/browser.js';
import { mfaUnderTest, type MfaSite, type Person } from '../../test/mfa-under-test.js';
import { mfaOf } from './mfa-of.js';

let site: MfaSite;
beforeAll(async () => {
  site = await mfaUnderTest();
});
afterAll(() => site.stop());

const codeOf = ({ status, text }: Answer) => [status, (JSON.parse(text) as { code?: string }).code];
const start = async (who: Person | string) => {
  const answer = await site.ask(who, startMfaEnrolment);
  expect([answer.status, answer.headers.get('cache-control')]).toEqual([201, 'no-store']);
  return MfaEnrolment.parse(JSON.parse(answer.text)).secret;
};
const confirm = (who: Person | string, code: string) => site.ask(who, confirmMfaEnrolment, { body: { code } });
const verify = (who: Person | string, body: object) => site.ask(who, verifyMfa, { body });
const mfa = ({ tenantId, memberId }: Person) =>
  site.database.withTenant(tenantId, (tx) => mfaOf(tx, tenantId, memberId));
const told = async ({ tenantId, memberId }: Person) => {
  const rows = await site.database.client.outbox.findMany({
    where: { tenantId, type: 'member.mfa-changed', data: { path: ['memberId'], equals: memberId } },
    orderBy: { id: 'asc' },
  });
  return rows.map(({ data }) => data as { change: string; by: string | null });
};
const trail = async ({ tenantId }: Person) => {
  const rows = await site.database.client.auditEntry.findMany({ where: { tenantId }, orderBy: { seq: 'asc' } });
  return rows.map(({ actor, action, outcome, reason, targetId }) => ({ actor, action, outcome, reason, targetId }));
};
const tokenKind = async (person: Person) => {
  const [header = ''] = (await site.token(person)).split('.');
  return (JSON.parse(Buffer.from(header, 'base64url').toString()) as { typ: string }).typ;
};

describe('setting an authenticator up', () => {
  it('takes its first code, gives ten recovery codes once, and asks the other sessions for a code (M04)', async () => {
    const ana = await site.person();
    const other = await site.anotherSession(ana);
    const secret = await start(ana);
    expect(await mfa(ana)).toEqual({ enrolled: false, recoveryCodesLeft: 0 });
    expect(codeOf(await verify(ana, { code: codeAt(secret, site.clock.now()) }))).toEqual([409, 'mfa-not-enrolled']);
    const answer = await confirm(ana, codeAt(secret, site.clock.now()));
    expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
    const { recoveryCodes } = RecoveryCodes.parse(JSON.parse(answer.text));
    expect(new Set(recoveryCodes).size).toBe(10);
    expect(await mfa(ana)).toEqual({ enrolled: true, recoveryCodesLeft: 10 });

    expect([await tokenKind(ana), await tokenKind(other)]).toEqual(['at+jwt', 'mfa+jwt']);
    const cut = await site.database.client.revocation.findMany({ where: { tenantId: ana.tenantId } });
    expect(cut.map(({ sessionId }) => sessionId).sort()).toEqual([ana.sessionId, other.sessionId].sort());
    site.clock.advance(30_000);
    expect((await verify(other, { code: codeAt(secret, site.clock.now()) })).status).toBe(200);
    expect(await tokenKind(other)).toBe('at+jwt');

    expect(await told(ana)).toMatchObject([{ change: 'enrolled', by: null }]);
    const row = { actor: ana.email, reason: null, outcome: 'done', targetId: ana.memberId };
    expect(await trail(ana)).toEqual([
      { ...row, action: 'mfa.enrolment-started' },
      { ...row, action: 'mfa.verified', outcome: 'refused', reason: 'mfa-not-enrolled' },
      { ...row, action: 'mfa.enrolled' },
      { ...row, action: 'mfa.verified' },
    ]);
  });

  it('begins anew with each start: the secret before it is worth nothing', async () => {
    const ana = await site.person();
    const [before, after] = [await start(ana), await start(ana)];
    expect(after).not.toBe(before);
    expect(codeOf(await confirm(ana, codeAt(before, site.clock.now())))).toEqual([403, 'wrong-code']);
    expect((await confirm(ana, codeAt(after, site.clock.now()))).status).toBe(200);
    expect(codeOf(await confirm(ana, codeAt(after, site.clock.now(), 1)))).toEqual([409, 'mfa-enrolled']);
    expect(codeOf(await site.ask(ana, startMfaEnrolment))).toEqual([409, 'mfa-enrolled']);
  });

  it('happens once, however often it is confirmed at the same time', async () => {
    const ana = await site.person();
    const secret = await start(ana);
    const bearer = await site.token(ana);
    const statuses = await Promise.all(
      Array.from({ length: 10 }, async () => (await confirm(bearer, codeAt(secret, site.clock.now()))).status),
    );
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect((await mfa(ana)).recoveryCodesLeft).toBe(10);
    expect(await told(ana)).toHaveLength(1);
  });

  it('is throttled as every guess is (M02)', async () => {
    const ana = await site.person();
    const secret = await start(ana);
    const right = [-1, 0, 1].map((steps) => codeAt(secret, site.clock.now(), steps));
    const wrong = ['000000', '111111', '222222', '333333'].find((code) => !right.includes(code)) ?? '';
    for (let index = 0; index < 5; index += 1) expect(codeOf(await confirm(ana, wrong))).toEqual([403, 'wrong-code']);
    const blocked = await confirm(ana, codeAt(secret, site.clock.now()));
    expect([codeOf(blocked), blocked.headers.get('retry-after')]).toEqual([[429, 'rate-limited'], '30']);
    expect((await mfa(ana)).enrolled).toBe(false);
  });

  it('is open to whoever lacks nothing else, and to nobody who lacks a code (M03)', async () => {
    const ana = await site.person({ role: 'admin', mfaRequiredFor: ['admin'] });
    expect(await tokenKind(ana)).toBe('mfa+jwt');
    const pending = await site.token(ana);
    expect((await site.ask(pending, listMySessions)).status).toBe(401);
    expect(codeOf(await verify(pending, { code: '000000' }))).toEqual([409, 'mfa-not-enrolled']);
    const secret = await start(pending);
    expect((await confirm(pending, codeAt(secret, site.clock.now()))).status).toBe(200);
    expect(await tokenKind(ana)).toBe('at+jwt');

    const halfIn = await site.token(await site.anotherSession(ana));
    expect(codeOf(await site.ask(halfIn, startMfaEnrolment))).toEqual([401, 'mfa-required']);
    expect(codeOf(await confirm(halfIn, '000000'))).toEqual([401, 'mfa-required']);
    for (const route of [removeMyMfa, renewRecoveryCodes, listMySessions])
      expect((await site.ask(halfIn, route)).status).toBe(401);
    // Its first token still says that nothing but the enrolment is missing.
    expect(codeOf(await site.ask(pending, startMfaEnrolment))).toEqual([409, 'mfa-enrolled']);
  });

  it('is refused to a token of before, in a session that has to give a code by now', async () => {
    const ana = await site.person();
    const before = await site.token(await site.anotherSession(ana));
    await site.enrol(ana);
    for (const route of [startMfaEnrolment, removeMyMfa, renewRecoveryCodes])
      expect(codeOf(await site.ask(before, route))).toEqual([401, 'mfa-required']);
    expect((await mfa(ana)).enrolled).toBe(true);
  });
});

describe('a proof that is six minutes old', () => {
  it.each<[string, Route]>([
    ['sets no authenticator up', startMfaEnrolment],
    ['takes none away', removeMyMfa],
    ['makes no recovery codes', renewRecoveryCodes],
    ['resets nobody', resetMemberMfa],
  ])('%s (M04)', async (_, route) => {
    const ana = await site.person({ role: 'admin' });
    const rui = await site.person({ beside: ana });
    await site.enrol(rui);
    if (route !== startMfaEnrolment) await site.enrol(ana);
    const before = [await mfa(ana), await mfa(rui)];
    site.clock.advance(300_999);
    const ask = () => site.ask(ana, route, { params: { memberId: rui.memberId } });
    site.clock.advance(1_000);
    expect(codeOf(await ask())).toEqual([403, 'step-up-required']);
    site.clock.advance(60_000);
    expect(codeOf(await ask())).toEqual([403, 'step-up-required']);
    expect([await mfa(ana), await mfa(rui)]).toEqual(before);
    expect((await trail(ana)).at(-1)).toMatchObject({
      actor: ana.email,
      outcome: 'refused',
      reason: 'step-up-required',
    });
  });

  it('is made fresh by a code (M04)', async () => {
    const ana = await site.person();
    const authenticator = await site.enrol(ana);
    site.clock.advance(360_000);
    expect(codeOf(await site.ask(ana, renewRecoveryCodes))).toEqual([403, 'step-up-required']);
    expect((await verify(ana, { code: authenticator.code() })).status).toBe(200);
    expect((await site.ask(ana, renewRecoveryCodes)).status).toBe(201);
  });
});

describe('recovery codes', () => {
  it('work once each, however many try at the same time (M04)', async () => {
    const ana = await site.person();
    const { recoveryCodes } = await site.enrol(ana);
    expect(recoveryCodes).toHaveLength(10);
    const bearer = await site.token(await site.anotherSession(ana));
    const { url } = await site.replica();
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        site.ask(bearer, verifyMfa, {
          body: { recoveryCode: recoveryCodes[0] },
          url: index % 2 ? url : site.url,
        }),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => ![200, 403, 429, 503].includes(status))).toEqual([]);
    expect(await mfa(ana)).toEqual({ enrolled: true, recoveryCodesLeft: 9 });
    expect((await told(ana)).map(({ change }) => change)).toEqual(['enrolled', 'recovery-code-used']);
    for (const code of recoveryCodes.slice(1))
      expect((await verify(bearer, { recoveryCode: code.toUpperCase().replaceAll('-', ' ') })).status).toBe(200);
    for (const code of recoveryCodes)
      expect(codeOf(await verify(bearer, { recoveryCode: code }))).toEqual([403, 'wrong-code']);
    expect((await mfa(ana)).recoveryCodesLeft).toBe(0);
  });

  it('of another member are refused, and so are the old ones once there are new ones (M04)', async () => {
    const ana = await site.person();
    const rui = await site.person({ beside: ana });
    const [anas, ruis] = [await site.enrol(ana), await site.enrol(rui)];
    expect(codeOf(await verify(ana, { recoveryCode: ruis.recoveryCodes[0] }))).toEqual([403, 'wrong-code']);
    expect((await verify(ana, { recoveryCode: anas.recoveryCodes[0] })).status).toBe(200);
    const renewed = await site.ask(ana, renewRecoveryCodes);
    expect([renewed.status, renewed.headers.get('cache-control')]).toEqual([201, 'no-store']);
    const { recoveryCodes } = RecoveryCodes.parse(JSON.parse(renewed.text));
    expect((await mfa(ana)).recoveryCodesLeft).toBe(10);
    expect(codeOf(await verify(ana, { recoveryCode: anas.recoveryCodes[1] }))).toEqual([403, 'wrong-code']);
    expect((await verify(ana, { recoveryCode: recoveryCodes[0] })).status).toBe(200);
    expect((await verify(rui, { recoveryCode: ruis.recoveryCodes[0] })).status).toBe(200);
    expect((await told(ana)).map(({ change }) => change)).toEqual([
      'enrolled',
      'recovery-code-used',
      'recovery-codes-renewed',
      'recovery-code-used',
    ]);
  });

  it('are nothing to whoever has no authenticator', async () => {
    expect(codeOf(await site.ask(await site.person(), renewRecoveryCodes))).toEqual([409, 'mfa-not-enrolled']);
  });
});

describe("taking one's own authenticator away", () => {
  it('takes the recovery codes with it, and every token of before (T05)', async () => {
    const ana = await site.person();
    expect(codeOf(await site.ask(ana, removeMyMfa))).toEqual([409, 'mfa-not-enrolled']);
    const { recoveryCodes } = await site.enrol(ana);
    site.clock.advance(2_000);
    const since = site.clock.now();
    expect((await site.ask(ana, removeMyMfa)).status).toBe(204);
    expect(await mfa(ana)).toEqual({ enrolled: false, recoveryCodesLeft: 0 });
    expect(codeOf(await verify(ana, { recoveryCode: recoveryCodes[0] }))).toEqual([409, 'mfa-not-enrolled']);
    const [cut] = await site.database.client.revocation.findMany({
      where: { sessionId: ana.sessionId, createdAt: { gte: since } },
    });
    expect(cut?.notBefore?.getTime()).toBeGreaterThan(since.getTime());
    expect((await told(ana)).map(({ change }) => change)).toEqual(['enrolled', 'removed']);
    // A new one is another one.
    const again = await site.enrol(ana);
    expect(again.recoveryCodes).not.toEqual(recoveryCodes);
  });

  it('is refused when a rule of the tenant needs it', async () => {
    const ana = await site.person({ role: 'admin', mfaRequiredFor: ['admin', 'analyst'] });
    await site.enrol(ana);
    expect(codeOf(await site.ask(ana, removeMyMfa))).toEqual([409, 'mfa-needed-by-policy']);
    expect((await mfa(ana)).enrolled).toBe(true);
    expect((await trail(ana)).at(-1)).toMatchObject({ outcome: 'refused', reason: 'mfa-needed-by-policy' });
  });
});

describe('a reset by an admin', () => {
  it('takes everything away, ends the sessions of the member, and tells them who did it (M04)', async () => {
    const admin = await site.person({ role: 'admin' });
    const ana = await site.person({ beside: admin });
    const reset = () => site.ask(admin, resetMemberMfa, { params: { memberId: ana.memberId } });
    expect(codeOf(await reset())).toEqual([409, 'mfa-not-enrolled']);
    await site.enrol(ana);
    const before = await site.token(ana);
    expect((await reset()).status).toBe(204);
    expect(await mfa(ana)).toEqual({ enrolled: false, recoveryCodesLeft: 0 });
    await expect(site.token(ana)).rejects.toThrow('session-ended');
    expect(codeOf(await verify(before, { code: '000000' }))).toEqual([401, 'session-ended']);
    expect((await told(ana)).at(-1)).toMatchObject({ change: 'reset', by: admin.email });
    const row = { actor: admin.email, action: 'mfa.reset', targetId: ana.memberId };
    expect((await trail(admin)).filter(({ action }) => action === 'mfa.reset')).toEqual([
      { ...row, outcome: 'refused', reason: 'mfa-not-enrolled' },
      { ...row, outcome: 'done', reason: null },
    ]);
  });

  it.each([
    ['of oneself', (id: string) => id],
    ['of oneself, written otherwise', (id: string) => id.toUpperCase()],
  ])('%s is refused (R06)', async (_, written) => {
    const admin = await site.person({ role: 'admin' });
    await site.enrol(admin);
    const answer = await site.ask(admin, resetMemberMfa, { params: { memberId: written(admin.memberId) } });
    expect(codeOf(answer)).toEqual([403, 'not-yourself']);
    expect((await mfa(admin)).enrolled).toBe(true);
  });

  it.each(['analyst', 'viewer', 'auditor'] as const)('by a member who is %s is refused (R01)', async (role) => {
    const who = await site.person({ role });
    const ana = await site.person({ beside: who });
    await site.enrol(ana);
    const answer = await site.ask(who, resetMemberMfa, { params: { memberId: ana.memberId } });
    expect(codeOf(answer)).toEqual([403, 'forbidden']);
    expect((await mfa(ana)).enrolled).toBe(true);
  });

  it('does not find members of another tenant (R02)', async () => {
    const admin = await site.person({ role: 'admin' });
    const eva = await site.person();
    await site.enrol(eva);
    for (const memberId of [eva.memberId, crypto.randomUUID()])
      expect(codeOf(await site.ask(admin, resetMemberMfa, { params: { memberId } }))).toEqual([404, 'not-found']);
    expect((await mfa(eva)).enrolled).toBe(true);
  });
});
