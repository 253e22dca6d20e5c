import { describe, expect, it } from '@jest/globals';
import { hasCode, sessionState, type SessionFacts } from './session-state.js';

const at = (time: string): Date => new Date(`2026-11-21T${time}Z`);
const seconds = (time: string): number => at(time).getTime() / 1_000;
const facts = (given: Partial<SessionFacts> = {}, member: Partial<SessionFacts['member']> = {}): SessionFacts => ({
  tenantId: 'tenant',
  id: 'session',
  createdAt: at('12:00:00'),
  provenAt: at('12:00:00.900'),
  mfaAt: null,
  ...given,
  member: { id: 'member', email: 'ana@example.com', role: 'analyst', accountIds: [], factor: null, ...member },
});
const known = {
  tenantId: 'tenant',
  userId: 'member',
  email: 'ana@example.com',
  sessionId: 'session',
  tokensUntil: seconds('12:00:00') + 86_400,
};
const signedIn = { ...known, role: 'analyst' as const, provenAt: seconds('12:00:00') };
const enrolled = { factor: { confirmedAt: at('11:00:00') } };
const proposed = { factor: { confirmedAt: null } };

describe('a session', () => {
  it.each([
    ['is signed in when nobody asks for more', facts(), [], signedIn],
    [
      'is limited to the accounts of its member',
      facts({}, { accountIds: ['a'] }),
      [],
      { ...signedIn, accountIds: ['a'] },
    ],
    [
      'lacks a code when its member has an authenticator, and a sign-in is no proof then (M03)',
      facts({}, enrolled),
      [],
      { ...known, lacks: 'mfa' },
    ],
    [
      'is signed in once a code was given in it',
      facts({ mfaAt: at('12:01:00'), provenAt: at('12:05:00') }, enrolled),
      ['analyst'],
      { ...signedIn, provenAt: seconds('12:05:00') },
    ],
    [
      'lacks a code when the one that was given is of an authenticator before (M03)',
      facts({ mfaAt: at('12:01:00') }, { factor: { confirmedAt: at('12:02:00') } }),
      [],
      { ...known, lacks: 'mfa' },
    ],
    [
      'lacks an authenticator where the role needs one (M03)',
      facts(),
      ['admin', 'analyst'],
      { ...known, lacks: 'enrolment', provenAt: seconds('12:00:00') },
    ],
    ['needs none where only others do', facts(), ['admin'], signedIn],
    [
      'has no authenticator before its first code',
      facts({}, proposed),
      ['analyst'],
      { ...known, lacks: 'enrolment', provenAt: seconds('12:00:00') },
    ],
    ['is not kept out by a proposal', facts({}, proposed), [], signedIn],
  ])('%s', (_, given, mfaRequiredFor, expected) => {
    expect(sessionState(given, mfaRequiredFor)).toEqual(expected);
  });

  it('knows since when its tokens are good', () => {
    expect(sessionState(facts(), [], 1_000)).toEqual({ ...signedIn, tokensFrom: 1_000 });
  });

  it.each([
    [null, false],
    [at('10:59:59'), false],
    [at('11:00:00'), true],
    [at('11:00:01'), true],
  ])('a code given at %p counts for an authenticator of 11:00:00: %p', (mfaAt, counts) => {
    expect(hasCode(mfaAt, at('11:00:00'))).toBe(counts);
  });
});
