/** Signing in, sessions and members. */
import { z } from 'zod';
import { AccessToken, Me, MePatch, Member, MemberInput, MemberPatch, pageOf, PageQuery } from '../nouns/index.js';
import { defineRoute } from '../route.js';

const returnTo = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'Only a path on this site.')
  .optional();
const memberId = z.strictObject({ memberId: z.uuid() });

export const startGoogleSignIn = defineRoute({
  id: 'startGoogleSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/google',
  permission: 'public',
  summary: 'Sends the browser to Google to sign in.',
  request: { query: z.strictObject({ returnTo }) },
  response: 'none',
  status: 302,
});

export const finishGoogleSignIn = defineRoute({
  id: 'finishGoogleSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/google/callback',
  permission: 'public',
  summary: 'Where Google sends the browser back; sets the session cookie and returns to the page.',
  request: {
    query: z.looseObject({ code: z.string().max(2_000).optional(), state: z.string().max(2_000).optional() }),
  },
  response: 'none',
  status: 302,
  errors: ['sign-in-failed', 'not-invited'],
});

export const refreshSession = defineRoute({
  id: 'refreshSession',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/refresh',
  permission: 'public',
  summary: 'Trades the session cookie for a new access token and rotates the cookie.',
  request: {},
  response: AccessToken,
  status: 200,
  errors: ['session-ended', 'untrusted-origin'],
});

export const signOut = defineRoute({
  id: 'signOut',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/sign-out',
  permission: 'public',
  summary: 'Ends the session of the cookie.',
  request: {},
  response: 'none',
  errors: ['untrusted-origin'],
});

export const getJwks = defineRoute({
  id: 'getJwks',
  service: 'auth',
  method: 'GET',
  path: '/.well-known/jwks.json',
  permission: 'public',
  summary: 'The public keys that verify access tokens.',
  request: {},
  response: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }),
});

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

export const listMembers = defineRoute({
  id: 'listMembers',
  service: 'auth',
  method: 'GET',
  path: '/v1/members',
  permission: 'members:read',
  summary: 'The members of the tenant.',
  request: { query: PageQuery },
  response: pageOf(Member),
});

export const addMember = defineRoute({
  id: 'addMember',
  service: 'auth',
  method: 'POST',
  path: '/v1/members',
  permission: 'members:write',
  summary: 'Lets a person sign in, by their verified e-mail address, with a role.',
  request: { body: MemberInput },
  response: Member,
  status: 201,
  errors: ['conflict'],
});

export const changeMember = defineRoute({
  id: 'changeMember',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  summary: "Changes a member's role.",
  request: { params: memberId, body: MemberPatch },
  response: Member,
  errors: ['not-found', 'last-admin'],
});

export const removeMember = defineRoute({
  id: 'removeMember',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  summary: 'Removes a member and ends their sessions.',
  request: { params: memberId },
  response: 'none',
  errors: ['not-found', 'last-admin'],
});
