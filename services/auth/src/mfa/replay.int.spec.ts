import { AccessToken, verifyMfa } from '@cspmexa/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Authenticator } from '../../test/authenticator.js';
import { mfaUnderTest, type MfaSite, type Person } from '../../test/mfa-under-test.js';

describe('a code of an authenticator', () => {
  let site: MfaSite;
  let ana: Person;
  let authenticator: Authenticator;
  beforeAll(async () => {
    site = await mfaUnderTest();
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    ana = await site.person();
    authenticator = await site.enrol(ana);
    // The code that set it up is spent.
    site.clock.advance(60_000);
  });

  const give = async (code: string, person = ana, url = site.url) => {
    const { status, text } = await site.ask(person, verifyMfa, { body: { code }, url });
    return { status, code: status === 200 ? 'good' : (JSON.parse(text) as { code: string }).code };
  };
  const good = { status: 200, code: 'good' };
  const wrong = { status: 403, code: 'wrong-code' };
  const invalid = { status: 400, code: 'invalid-input' };

  it('posted fifty times at once is accepted exactly once, by however many replicas (M01)', async () => {
    const { url } = await site.replica();
    const code = authenticator.code();
    const bearer = await site.token(ana);
    const posts = Array.from({ length: 50 }, (_, index) =>
      site.ask(bearer, verifyMfa, { body: { code }, url: index % 2 ? url : site.url }),
    );
    const statuses = (await Promise.all(posts)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    // Nobody types that fast: most are not even looked at. On a busy machine some find no connection to the database in time.
    expect(statuses.filter((status) => ![200, 403, 429, 503].includes(status))).toEqual([]);
    // None of them was a guess: the next code is good.
    expect(await give(authenticator.code(1))).toEqual(good);
  });

  it('is worth an access token with a fresh proof, once (M01)', async () => {
    const code = authenticator.code();
    const answer = await site.ask(ana, verifyMfa, { body: { code } });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const { accessToken } = AccessToken.parse(JSON.parse(answer.text));
    const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString());
    expect(claims).toMatchObject({ sub: ana.memberId, sid: ana.sessionId });
    expect(claims.prv).toBe(Math.floor(site.clock.now().getTime() / 1_000));
    expect(await give(code)).toEqual(wrong);
  });

  it('is refused when a newer one was accepted, however good it was (M01)', async () => {
    const [before, now, after] = [authenticator.code(-1), authenticator.code(), authenticator.code(1)];
    expect(await give(now)).toEqual(good);
    expect(await give(before)).toEqual(wrong);
    expect(await give(now)).toEqual(wrong);
    expect(await give(after)).toEqual(good);
    expect([await give(before), await give(now), await give(after)]).toEqual([wrong, wrong, wrong]);
  });

  it.each([
    [-2, wrong],
    [-1, good],
    [0, good],
    [1, good],
    [2, wrong],
  ])('%i steps away is judged by the time of the server alone (M01)', async (steps, expected) => {
    site.clock.advance(600_000);
    expect(await give(authenticator.code(steps))).toEqual(expected);
  });

  it('of another member is refused, in the same tenant and in another (M01)', async () => {
    const rui = await site.person({ beside: ana });
    const eva = await site.person();
    const [ruis, evas] = [await site.enrol(rui), await site.enrol(eva)];
    site.clock.advance(60_000);
    for (const other of [ruis, evas]) expect(await give(other.code())).toEqual(wrong);
    expect(await give(ruis.code(), rui)).toEqual(good);
    expect(await give(authenticator.code())).toEqual(good);
  });

  it('is refused after a restart when it was accepted before (M01)', async () => {
    const code = authenticator.code();
    expect(await give(code)).toEqual(good);
    const restarted = await site.replica();
    expect(await give(code, ana, restarted.url)).toEqual(wrong);
    await restarted.stop();
  });

  it('is six ASCII digits; spaces are the only thing that is overlooked (M01)', async () => {
    const code = authenticator.code();
    const fullWidth = [...code].map((digit) => String.fromCodePoint(0xff10 + Number(digit))).join('');
    const arabic = [...code].map((digit) => String.fromCodePoint(0x0660 + Number(digit))).join('');
    for (const odd of [
      fullWidth,
      arabic,
      code.slice(1),
      `${code}0`,
      `0${code}`,
      `${code.slice(0, 3)}\u00a0${code.slice(3)}`,
      `${code}\n`,
      `+${code.slice(1)}`,
      `${code.slice(0, 5)}a`,
      '1e5',
      '',
    ])
      expect(await give(odd)).toEqual(invalid);
    for (const body of [{ code: Number(code) }, { code: [code] }, {}, { code, recoveryCode: 'x' }, { code, extra: 1 }])
      expect((await site.ask(ana, verifyMfa, { body })).status).toBe(400);
    expect(await give(` ${code.slice(0, 3)} ${code.slice(3)} `)).toEqual(good);
  });
});
