import { listMySessions, resetMemberMfa, verifyMfa } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Authenticator } from '../../test/authenticator.js';
import { mfaUnderTest, type MfaSite, type Person } from '../../test/mfa-under-test.js';

describe('guessing codes', () => {
  let site: MfaSite;
  let victim: Person;
  let live: string;
  let authenticator: Authenticator;
  let thief: string;
  beforeAll(async () => {
    site = await mfaUnderTest();
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    victim = await site.person();
    authenticator = await site.enrol(victim);
    site.clock.advance(60_000);
    live = await site.token(victim);
    // Whoever has the victim's account at the provider, and nothing else.
    thief = await site.token(await site.anotherSession(victim));
  });

  /** A code that is none of those around this moment. */
  const wrongCode = (index = 0): string => {
    const right = new Set([-2, -1, 0, 1, 2].map((steps) => authenticator.code(steps)));
    const candidates = Array.from({ length: 10 }, (_, digit) =>
      String((index + digit * 7) % 1_000_000).padStart(6, '0'),
    );
    return candidates.find((code) => !right.has(code)) ?? '';
  };
  const guess = async (body: object, index = 0) => {
    const answer = await site.ask(thief, verifyMfa, { body, address: `198.51.100.${index % 20}` });
    return { status: answer.status, wait: Number(answer.headers.get('retry-after')) };
  };
  const throttle = () =>
    site.database.client.mfaThrottle.findUniqueOrThrow({
      where: { tenantId_memberId: { tenantId: victim.tenantId, memberId: victim.memberId } },
    });

  it('is over after five, from however many addresses; a right code waits, too, and is not spent (M02)', async () => {
    const answers: Awaited<ReturnType<typeof guess>>[] = [];
    for (let index = 0; index < 200; index += 1) answers.push(await guess({ code: wrongCode(index) }, index));
    expect(answers.slice(0, 5)).toEqual(Array(5).fill({ status: 403, wait: 0 }));
    expect(answers.slice(5)).toEqual(Array(195).fill({ status: 429, wait: 30 }));
    expect((await throttle()).wrong).toBe(5);

    const right = authenticator.code();
    expect(await guess({ code: right })).toEqual({ status: 429, wait: 30 });
    expect(await guess({ recoveryCode: authenticator.recoveryCodes[0] })).toEqual({ status: 429, wait: 30 });
    site.clock.advance(29_001);
    expect(await guess({ code: right })).toEqual({ status: 429, wait: 1 });
    site.clock.advance(999);
    expect((await guess({ code: right })).status).toBe(200);
    expect((await throttle()).wrong).toBe(0);
  }, 120_000);

  it('in parallel counts each guess (M02)', async () => {
    const { url } = await site.replica();
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const at = index % 2 ? url : site.url;
        return (await site.ask(thief, verifyMfa, { body: { code: wrongCode(index) }, url: at })).status;
      }),
    );
    expect(statuses.filter((status) => status === 403)).toHaveLength(5);
    expect(statuses.filter((status) => ![403, 429].includes(status))).toEqual([]);
    expect((await throttle()).wrong).toBe(5);
  });

  it('with all patience ends at a hundred, until an admin helps: odds of 3 in 10,000 (M02)', async () => {
    const start = site.clock.now().getTime();
    const waits: number[] = [];
    let looked = 0;
    for (let tries = 0; tries < 300; tries += 1) {
      // Recovery codes count as well.
      const isRecovery = tries % 7 === 3;
      const code = isRecovery ? { recoveryCode: 'zzzz-zzzz-zzzz-zzzz' } : { code: wrongCode(tries) };
      const { status, wait } = await guess(code, tries);
      if (status === 403) looked += 1;
      else {
        expect(status).toBe(429);
        if ((await throttle()).wrong >= 100) break;
        waits.push(wait);
        site.clock.advance(wait * 1_000);
      }
    }
    expect(looked).toBe(100);
    expect(1 - (1 - 3 / 10 ** 6) ** looked).toBeLessThanOrEqual(3e-4);
    expect(waits.slice(0, 7)).toEqual([30, 60, 120, 240, 480, 900, 900]);
    expect(Math.max(...waits)).toBe(900);
    expect(site.clock.now().getTime() - start).toBeGreaterThan(22 * 3_600_000);
    // Not even tomorrow, and not with what is right.
    site.clock.advance(86_400_000);
    expect((await guess({ code: authenticator.code() })).status).toBe(429);
    expect((await guess({ recoveryCode: authenticator.recoveryCodes[0] })).status).toBe(429);

    const told = await site.database.client.outbox.findMany({
      where: { tenantId: victim.tenantId, type: 'member.mfa-changed' },
    });
    expect(told.map(({ data }) => data)).toContainEqual(
      expect.objectContaining({ change: 'locked', memberId: victim.memberId, email: victim.email, by: null }),
    );
    const trail = await site.database.client.auditEntry.findMany({ where: { tenantId: victim.tenantId } });
    const locked = trail.filter(({ action }) => action === 'mfa.locked');
    expect(locked).toMatchObject([
      { actor: victim.email, outcome: 'refused', reason: 'wrong-code', after: { wrongInARow: 100 } },
    ]);
    expect(trail.filter(({ outcome }) => outcome === 'refused').length).toBe(looked + waits.length + 3);

    const admin = await site.person({ role: 'admin', beside: victim });
    const reset = await site.ask(admin, resetMemberMfa, { params: { memberId: victim.memberId } });
    expect(reset.status).toBe(204);
    const again = await site.anotherSession(victim);
    const renewed = await site.enrol(again);
    site.clock.advance(60_000);
    expect((await site.ask(again, verifyMfa, { body: { code: renewed.code() } })).status).toBe(200);
  }, 180_000);

  it('does not touch the session that the victim works in, nor a stranger (M02)', async () => {
    const rui = await site.person({ beside: victim });
    const ruis = await site.enrol(rui);
    for (let index = 0; index < 8; index += 1) await guess({ code: wrongCode(index) }, index);
    expect((await site.ask(live, listMySessions)).status).toBe(200);
    expect((await site.ask(victim, listMySessions)).status).toBe(200);
    expect(JSON.parse((await site.ask(live, listMySessions)).text).items).toHaveLength(2);
    site.clock.advance(30_000);
    expect((await site.ask(rui, verifyMfa, { body: { code: ruis.code() } })).status).toBe(200);
  });

  it('begins anew after a right code (M02)', async () => {
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 4; index += 1) expect((await guess({ code: wrongCode(index) })).status).toBe(403);
      expect((await guess({ code: authenticator.code() })).status).toBe(200);
      site.clock.advance(60_000);
    }
    expect(await throttle()).toMatchObject({ wrong: 0, blockedUntil: null });
  });
});
