/** Who comes in, as whom, and where: O03 and the life of an invitation, with a clock that stands still. */
import { randomUUID } from 'node:crypto';
import { memberSignedIn, type Envelope, type Role } from '@cspmexa/contracts';
import { eventually, fixedClock } from '@cspmexa/testkit';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { siteUnderTest, type Site } from '../../test/site-under-test.js';
import { AuditTrail, installation } from '../audit/audit-trail.js';
import { hashOf } from '../sessions/refresh-token.js';
import type { Identity } from '../sign-in/admit.js';
import { createTenant, inviteTo } from '../tenants/tenants-of-installation.js';
import { MemberStore } from './member.store.js';

const dayMs = 86_400_000;
const home = { address: '203.0.113.7', userAgent: 'Firefox' };

/** A person nobody knows, but for what is given. */
const somebody = (given: Partial<Identity> = {}): Identity => {
  const subject = randomUUID();
  return {
    issuer: 'https://idp.example',
    subject,
    email: `${subject}@example.com`,
    emailVerified: true,
    domainAllowed: true,
    name: 'Somebody',
    picture: null,
    ...given,
  };
};

describe('arrivals', () => {
  const clock = fixedClock('2026-11-21T12:00:00Z');
  let site: Site;
  let trail: AuditTrail;
  const events: Envelope[] = [];
  beforeAll(async () => {
    site = await siteUnderTest({ clock, seats: [], env: { BOOTSTRAP_ADMIN_EMAIL: 'boss@example.com' } });
    trail = site.auth.app.get(AuditTrail);
    await site.carrier.broadcast(['#'], (envelope) => void events.push(envelope));
  }, 60_000);
  afterAll(() => site.stop());
  afterEach(() => void events.splice(0));

  const work = () => ({ database: site.database, trail, actor: 'system:tests', now: clock.now(), days: 7 });
  const arrive = (person: Identity, from = home) => site.auth.app.get(MemberStore).signIn(person, from);
  const tenant = async (name = 'Some') => (await createTenant(work(), { name })).id;
  const invite = (tenantId: string, { email }: Identity, role: Role = 'viewer') =>
    inviteTo(work(), tenantId, { email: String(email), role, language: 'pt', accountIds: [] });
  /** Whose session a refresh token opens. */
  const whose = async (token: string) => {
    const { session } = await site.database.client.refreshToken.findUniqueOrThrow({
      where: { hash: hashOf(token) },
      include: { session: { include: { member: true } } },
    });
    return session.member;
  };
  const membersOf = (tenantId: string) => site.database.client.member.findMany({ where: { tenantId } });
  const rowsOf = (tenantId: string) =>
    site.database.client.auditEntry.findMany({
      where: { tenantId, action: 'member.signed-in' },
      orderBy: { seq: 'asc' },
    });

  it('of two first persons at the same moment make one founder, whom the configuration names', async () => {
    await expect(arrive(somebody())).rejects.toMatchObject({ code: 'not-invited' });
    await expect(arrive(somebody({ email: 'boss@example.com', emailVerified: false }))).rejects.toMatchObject({
      code: 'sign-in-failed',
    });
    const answers = await Promise.allSettled(
      Array.from({ length: 6 }, () => arrive(somebody({ email: 'boss@example.com' }))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', ...Array<string>(5).fill('rejected')]);
    expect(await site.database.client.member.findMany()).toEqual([
      expect.objectContaining({ email: 'boss@example.com', role: 'admin' }),
    ]);
    expect((await rowsOf(installation)).map(({ outcome }) => outcome)).toContain('refused');
  });

  it('take up the invitation for their verified address, once, whatever its case', async () => {
    const at = await tenant();
    const person = somebody();
    await invite(at, person, 'analyst');
    const token = await arrive({ ...person, email: String(person.email).toUpperCase() });
    expect(await whose(token)).toMatchObject({ tenantId: at, email: person.email, role: 'analyst', language: 'pt' });
    expect(await site.database.client.invitation.count({ where: { tenantId: at } })).toBe(0);
    expect((await whose(await arrive(person))).tenantId).toBe(at);
    expect(await membersOf(at)).toHaveLength(1);
  });

  it('of one person at the same moment make one member', async () => {
    const at = await tenant();
    const person = somebody();
    await invite(at, person);
    const tokens = await Promise.all(Array.from({ length: 5 }, () => arrive(person)));
    expect(new Set((await Promise.all(tokens.map(whose))).map(({ id }) => id)).size).toBe(1);
  });

  it('do not take up what has expired, was taken back, or is for an address that is not verified', async () => {
    const at = await tenant();
    const [late, gone, unverified] = [somebody(), somebody(), somebody({ emailVerified: false })];
    await invite(at, late);
    await invite(at, unverified);
    const { id } = await invite(at, gone);
    await site.database.client.invitation.deleteMany({ where: { id } });
    await expect(arrive(gone)).rejects.toMatchObject({ code: 'not-invited' });
    await expect(arrive(unverified)).rejects.toMatchObject({ code: 'sign-in-failed' });
    clock.advance(7 * dayMs - 1);
    await expect(arrive({ ...late, domainAllowed: false })).rejects.toMatchObject({ code: 'not-invited' });
    clock.advance(1);
    await expect(arrive(late)).rejects.toMatchObject({ code: 'not-invited' });
    expect(await membersOf(at)).toEqual([]);
    expect((await rowsOf(at)).at(-1)).toMatchObject({
      outcome: 'refused',
      reason: 'not-invited',
      after: expect.objectContaining({ why: 'the invitation has expired' }),
    });
    await invite(at, late); // once more
    expect((await whose(await arrive(late))).tenantId).toBe(at);
  });

  it('take up the invitations of every tenant, and go where they were last', async () => {
    const [first, second, third] = [await tenant('A'), await tenant('B'), await tenant('C')];
    const person = somebody();
    await invite(first, person, 'viewer');
    clock.advance(1_000);
    await invite(second, person, 'admin');
    expect((await whose(await arrive(person))).tenantId).toBe(first);
    expect(await membersOf(second)).toEqual([expect.objectContaining({ subject: person.subject, role: 'admin' })]);
    await invite(third, person);
    clock.advance(1_000);
    await site.database.client.member.updateMany({
      where: { tenantId: second, subject: person.subject },
      data: { signedInAt: clock.now() },
    });
    expect((await whose(await arrive(person))).tenantId).toBe(second);
    expect(await membersOf(third)).toHaveLength(1);
  });

  it('are never another person who goes by the same address: nothing is linked, and the tenant can read it (O03)', async () => {
    const at = await tenant();
    const person = somebody();
    await invite(at, person, 'admin');
    await arrive(person);
    const before = await membersOf(at);
    for (const [, impostor] of Object.entries({
      'another subject': somebody({ email: person.email }),
      'another issuer': { ...person, issuer: 'https://evil.example' },
      'another case': somebody({ email: String(person.email).toUpperCase() }),
    }))
      await expect(arrive(impostor)).rejects.toMatchObject({ code: 'not-invited' });
    expect(await membersOf(at)).toEqual(before);
    expect((await rowsOf(at)).map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ['done', null],
      ...Array.from({ length: 3 }, () => ['refused', 'not-invited']),
    ]);
  });

  it('cannot use an address that folds into the invited one (O03)', async () => {
    const at = await tenant();
    const person = somebody({ email: `mike-${randomUUID()}@example.com` });
    await invite(at, person, 'admin');
    const kelvin = somebody({ email: String(person.email).replace('k', '\u212a') });
    await expect(arrive(kelvin)).rejects.toMatchObject({ code: 'sign-in-failed' });
    expect(await membersOf(at)).toEqual([]);
  });

  it('do not take up an invitation for an address that somebody else of the tenant goes by since (O03)', async () => {
    const at = await tenant();
    const [member, other] = [somebody(), somebody()];
    await invite(at, member);
    await arrive(member);
    await invite(at, other);
    // The member's provider gives them the other address before the other one comes.
    await arrive({ ...member, email: other.email });
    await expect(arrive(other)).rejects.toMatchObject({ code: 'not-invited' });
    expect((await membersOf(at)).map(({ subject }) => subject)).toEqual([member.subject]);
    expect((await rowsOf(at)).at(-1)).toMatchObject({ outcome: 'refused' });
  });

  it('keep their own address when the one that their provider gives them is taken', async () => {
    const at = await tenant();
    const [one, two] = [somebody(), somebody()];
    for (const each of [one, two]) {
      await invite(at, each);
      await arrive(each);
    }
    const renamed = await whose(await arrive({ ...two, email: one.email, name: 'Renamed' }));
    expect(renamed).toMatchObject({ subject: two.subject, email: two.email, name: 'Renamed' });
    const moved = await whose(await arrive({ ...two, email: `new-${String(two.email)}` }));
    expect(moved.email).toBe(`new-${String(two.email)}`);
    expect((await rowsOf(at)).at(-1)).toMatchObject({ before: { email: two.email } });
  });

  it('of disabled members are refused, but not in another tenant', async () => {
    const [at, elsewhere] = [await tenant(), await tenant()];
    const person = somebody();
    await invite(at, person);
    await arrive(person);
    await site.database.client.member.updateMany({ where: { tenantId: at }, data: { status: 'disabled' } });
    await expect(arrive(person)).rejects.toMatchObject({ code: 'not-invited' });
    expect((await rowsOf(at)).at(-1)).toMatchObject({ after: expect.objectContaining({ why: 'disabled' }) });
    await invite(elsewhere, person);
    expect((await whose(await arrive(person))).tenantId).toBe(elsewhere);
  });

  it('from a browser or a network that is new are told to the member, but for the first', async () => {
    const at = await tenant('Told');
    const person = somebody();
    await invite(at, person);
    const told = () => events.filter(({ tenantId, type }) => tenantId === at && type === memberSignedIn.name);
    const arriveFrom = async (address: string, userAgent: string, expected: number) => {
      await arrive(person, { address, userAgent });
      await eventually(() => expect(told()).toHaveLength(expected));
    };
    await arriveFrom('203.0.113.7', 'Firefox', 0);
    await arriveFrom('203.0.113.99', 'Firefox', 0); // the same network
    await arriveFrom('203.0.114.7', 'Firefox', 1);
    await arriveFrom('203.0.113.7', 'Chrome', 2);
    await arriveFrom('2001:db8:1::1', 'Firefox', 3);
    await arriveFrom('2001:db8:1:2::1', 'Firefox', 3);
    clock.advance(89 * dayMs);
    await arriveFrom('203.0.113.7', 'Firefox', 3);
    clock.advance(2 * dayMs); // it was seen two days ago, the others were not
    await arriveFrom('203.0.113.7', 'Firefox', 3);
    await arriveFrom('203.0.113.7', 'Chrome', 4);
    expect(memberSignedIn.payload.parse(told().at(-1)?.data)).toMatchObject({
      email: person.email,
      language: 'pt',
      tenantName: 'Told',
      userAgent: 'Chrome',
      address: '203.0.113.7',
    });
  });
});
