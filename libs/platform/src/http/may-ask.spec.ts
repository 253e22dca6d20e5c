import { permissions, Role, rolePermissions, type Permission, type Route } from '@cspmexa/contracts';
import { describe, expect, it } from '@jest/globals';
import { refusalOf } from './may-ask.js';
import type { PendingSession, Session } from './session.js';

const now = Date.parse('2026-11-21T12:00:00Z');
const at = now / 1_000;
const person = (given: Partial<Session> = {}): Session => ({
  tenantId: 't',
  userId: 'u',
  email: 'ana@example.com',
  role: 'admin',
  sessionId: 's',
  provenAt: at,
  ...given,
});
const machine = (scope: readonly Permission[], given: Partial<Session> = {}): Session => {
  const { provenAt: _, ...rest } = person(given);
  return { ...rest, scope, tokenName: 'ci' };
};
const pending: PendingSession = { tenantId: 't', userId: 'u', email: 'e', sessionId: 's', lacks: 'mfa', provenAt: at };
const route = (permission: Route['permission'], stepUp?: true): Pick<Route, 'permission' | 'stepUp'> =>
  stepUp ? { permission, stepUp } : { permission };

describe('whoever is known', () => {
  it.each(Role.options)('as %s may ask for what the role may do, and for nothing else (R01)', (role) => {
    for (const permission of permissions)
      expect(refusalOf(route(permission), person({ role }), now)).toBe(
        rolePermissions[role].has(permission) ? undefined : 'forbidden',
      );
  });

  it.each<[string, Pick<Route, 'permission' | 'stepUp'>, Session | PendingSession, string | undefined]>([
    ['a member, for what every member may', route('signed-in'), person({ role: 'viewer' }), undefined],
    ['a member, for a step of a sign-in', route('mfa-pending'), person(), undefined],
    ['a member, in the name of a service', route('service'), person(), 'unauthenticated'],
    ['anybody, for what is public', route('public'), pending, undefined],
    ['half a sign-in, for its step (M03)', route('mfa-pending'), pending, undefined],
    ['half a sign-in, for what every member may (M03)', route('signed-in'), pending, 'unauthenticated'],
    ['half a sign-in, for anything else (M03)', route('findings:read'), pending, 'unauthenticated'],
    ['a fresh proof, of five minutes', route('members:write', true), person({ provenAt: at - 300 }), undefined],
    ['a proof of a second more', route('members:write', true), person({ provenAt: at - 301 }), 'step-up-required'],
    ['an old proof, for what needs none', route('members:write'), person({ provenAt: at - 9_999 }), undefined],
    ['an old proof and no permission', route('members:write', true), person({ role: 'viewer' }), 'forbidden'],
    [
      'half a sign-in without its code, for what needs a fresh proof (M03)',
      route('mfa-pending', true),
      pending,
      'mfa-required',
    ],
    [
      'half a sign-in without an authenticator, for the way to one',
      route('mfa-pending', true),
      { ...pending, lacks: 'enrolment' },
      undefined,
    ],
    [
      'half a sign-in of long ago, for the way to one',
      route('mfa-pending', true),
      { ...pending, lacks: 'enrolment', provenAt: at - 301 },
      'step-up-required',
    ],
    ['a machine, within its scope (R06)', route('findings:read'), machine(['findings:read']), undefined],
    ['a machine, beyond its scope (R06)', route('scans:run'), machine(['findings:read']), 'forbidden'],
    [
      "a machine, beyond its maker's role (R06)",
      route('scans:run'),
      machine(['scans:run'], { role: 'viewer' }),
      'forbidden',
    ],
    [
      'a machine, for what members do for themselves (R06)',
      route('signed-in'),
      machine(['findings:read']),
      'forbidden',
    ],
    ['a machine, for a step of a sign-in (R06)', route('mfa-pending'), machine(['findings:read']), 'forbidden'],
    [
      'a machine, for what needs a fresh proof (R06)',
      route('accounts:write', true),
      machine(['accounts:write']),
      'forbidden',
    ],
    [
      'a machine that claims a proof (R06)',
      route('accounts:write', true),
      machine(['accounts:write'], { provenAt: at }),
      'forbidden',
    ],
  ])('%s', (_, asked, who, expected) => {
    expect(refusalOf(asked, who, now)).toBe(expected);
  });
});
