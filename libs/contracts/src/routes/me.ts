/** Oneself: who one is, one's authenticator, one's sessions and one's organisations. */
import { z } from 'zod';
import { Me, MePatch, Person, RecoveryCodes, SessionState, SignedInSession, TenantSeat } from '../nouns/index.js';
import { defineRoute } from '../route.js';

export const getMe = defineRoute({
  id: 'getMe',
  service: 'auth',
  method: 'GET',
  path: '/v1/me',
  permission: 'signed-in',
  summary: 'Who is signed in, and what they may do.',
  request: {},
  response: Me,
});

export const changeMe = defineRoute({
  id: 'changeMe',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/me',
  permission: 'signed-in',
  summary: "Changes the signed-in person's own settings.",
  request: { body: MePatch },
  response: Me,
});

export const removeMyMfa = defineRoute({
  id: 'removeMyMfa',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/me/mfa',
  permission: 'signed-in',
  stepUp: true,
  summary: "Takes one's own authenticator and recovery codes away.",
  request: {},
  response: 'none',
  errors: ['mfa-not-enrolled', 'mfa-needed-by-policy', 'mfa-required', 'session-ended', 'step-up-required'],
});

export const renewRecoveryCodes = defineRoute({
  id: 'renewRecoveryCodes',
  service: 'auth',
  method: 'POST',
  path: '/v1/me/mfa/recovery-codes',
  permission: 'signed-in',
  stepUp: true,
  summary: 'Makes ten new recovery codes; the old ones are worth nothing any more.',
  request: {},
  response: RecoveryCodes,
  status: 201,
  errors: ['mfa-not-enrolled', 'mfa-required', 'session-ended', 'step-up-required'],
});

export const listPeople = defineRoute({
  id: 'listPeople',
  service: 'auth',
  method: 'GET',
  path: '/v1/people',
  permission: 'findings:read',
  summary: 'The active members of the tenant by name, for menus: whom a finding can be assigned to.',
  request: {},
  response: z.object({ items: z.array(Person).describe('At most 1,000.') }),
});

export const listMySessions = defineRoute({
  id: 'listMySessions',
  service: 'auth',
  method: 'GET',
  path: '/v1/me/sessions',
  permission: 'signed-in',
  summary: 'Where one is signed in.',
  request: {},
  response: z.object({ items: z.array(SignedInSession) }),
});

export const endMySession = defineRoute({
  id: 'endMySession',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/me/sessions/:sessionId',
  permission: 'signed-in',
  summary: "Ends one of one's own sessions.",
  request: { params: z.strictObject({ sessionId: z.uuid() }) },
  response: 'none',
  errors: ['not-found'],
});

export const endMyOtherSessions = defineRoute({
  id: 'endMyOtherSessions',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/me/sessions',
  permission: 'signed-in',
  summary: "Ends all of one's own sessions but this one.",
  request: {},
  response: 'none',
});

export const listMyTenants = defineRoute({
  id: 'listMyTenants',
  service: 'auth',
  method: 'GET',
  path: '/v1/me/tenants',
  permission: 'signed-in',
  summary: 'The organisations that one belongs to.',
  request: {},
  response: z.object({ items: z.array(TenantSeat) }),
});

export const switchTenant = defineRoute({
  id: 'switchTenant',
  service: 'auth',
  method: 'POST',
  path: '/v1/me/tenant',
  permission: 'signed-in',
  summary: 'Goes on in another organisation that one belongs to: this session ends, one of the other begins.',
  request: { body: z.strictObject({ tenantId: z.uuid() }) },
  response: SessionState,
  status: 200,
  errors: ['not-found', 'untrusted-origin'],
});
