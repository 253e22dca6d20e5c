/** Signing in, sessions and members. */
import { z } from 'zod';
import {
  AccessToken,
  ApiToken,
  ApiTokenInput,
  Invitation,
  InvitationInput,
  Me,
  Member,
  MemberPatch,
  MePatch,
  MfaEnrolment,
  MfaProof,
  NewApiToken,
  pageOf,
  PageQuery,
  RecoveryCodes,
  SessionState,
  SignedInSession,
  SignInProvider,
  Tenant,
  TenantInput,
  TenantPatch,
  TenantSeat,
  TotpCode,
} from '../nouns/index.js';
import { defineRoute } from '../route.js';

const returnTo = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'Only a path on this site.')
  .optional();
// One way to write an id: whose it is is asked by comparing.
const memberId = z.strictObject({ memberId: z.uuid().toLowerCase() });

export const listSignInProviders = defineRoute({
  id: 'listSignInProviders',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/providers',
  permission: 'public',
  summary: 'With whom people can sign in.',
  request: {},
  response: z.object({ items: z.array(SignInProvider) }),
});

const startQuery = z.strictObject({
  returnTo,
  again: z.enum(['true']).optional().describe('Asks the person again, even if the provider knows them still.'),
});
const callbackQuery = z.looseObject({
  code: z.string().max(2_000).optional(),
  state: z.string().max(2_000).optional(),
});

export const startGoogleSignIn = defineRoute({
  id: 'startGoogleSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/google',
  permission: 'public',
  summary: 'Sends the browser to Google to sign in.',
  request: { query: startQuery },
  response: 'none',
  status: 302,
  errors: ['not-found'],
});

export const finishGoogleSignIn = defineRoute({
  id: 'finishGoogleSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/google/callback',
  permission: 'public',
  summary: 'Where Google sends the browser back; sets the session cookie and returns to the page.',
  request: { query: callbackQuery },
  response: 'none',
  status: 302,
  errors: ['sign-in-failed', 'not-invited', 'not-found'],
});

export const startOidcSignIn = defineRoute({
  id: 'startOidcSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/oidc',
  permission: 'public',
  summary: "Sends the browser to the organisation's own OpenID Connect provider to sign in.",
  request: { query: startQuery },
  response: 'none',
  status: 302,
  errors: ['not-found'],
});

export const finishOidcSignIn = defineRoute({
  id: 'finishOidcSignIn',
  service: 'auth',
  method: 'GET',
  path: '/v1/auth/oidc/callback',
  permission: 'public',
  summary: 'Where that provider sends the browser back; sets the session cookie and returns to the page.',
  request: { query: callbackQuery },
  response: 'none',
  status: 302,
  errors: ['sign-in-failed', 'not-invited', 'not-found'],
});

export const refreshSession = defineRoute({
  id: 'refreshSession',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/refresh',
  permission: 'public',
  unaudited: 'It changes nothing that anybody would look for; a stolen cookie that comes back is recorded.',
  summary: 'Trades the session cookie for a new access token, or says which step is missing, and rotates the cookie.',
  request: {},
  response: SessionState,
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

export const verifyMfa = defineRoute({
  id: 'verifyMfa',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/mfa/verify',
  permission: 'mfa-pending',
  summary:
    'Completes a sign-in with a code of the authenticator or a recovery code; with a session, proves again who it is.',
  request: { body: MfaProof },
  response: AccessToken,
  status: 200,
  errors: ['wrong-code', 'mfa-not-enrolled', 'session-ended', 'rate-limited'],
});

export const startMfaEnrolment = defineRoute({
  id: 'startMfaEnrolment',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/mfa/enrolment',
  permission: 'mfa-pending',
  stepUp: true,
  summary: 'Makes the secret of a new authenticator, which counts once its first code is confirmed.',
  request: {},
  response: MfaEnrolment,
  status: 201,
  errors: ['mfa-enrolled', 'mfa-required', 'session-ended', 'step-up-required'],
});

export const confirmMfaEnrolment = defineRoute({
  id: 'confirmMfaEnrolment',
  service: 'auth',
  method: 'POST',
  path: '/v1/auth/mfa/enrolment/confirm',
  permission: 'mfa-pending',
  stepUp: true,
  summary:
    'Sets the authenticator up with its first code; answers the recovery codes, once, and completes the sign-in.',
  request: { body: z.strictObject({ code: TotpCode }) },
  response: z.object({ ...RecoveryCodes.shape, ...AccessToken.shape }),
  status: 200,
  errors: [
    'wrong-code',
    'mfa-enrolled',
    'mfa-not-enrolled',
    'mfa-required',
    'session-ended',
    'step-up-required',
    'rate-limited',
  ],
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

export const getTenant = defineRoute({
  id: 'getTenant',
  service: 'auth',
  method: 'GET',
  path: '/v1/tenant',
  permission: 'tenant:read',
  summary: 'The organisation and its rules.',
  request: {},
  response: Tenant,
});

export const changeTenant = defineRoute({
  id: 'changeTenant',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/tenant',
  permission: 'tenant:write',
  stepUp: true,
  summary: 'Renames the organisation, or says which roles need an authenticator.',
  request: { body: TenantPatch },
  response: Tenant,
  errors: ['step-up-required'],
});

export const addTenant = defineRoute({
  id: 'addTenant',
  service: 'auth',
  method: 'POST',
  path: '/v1/tenants',
  permission: 'tenant:write',
  stepUp: true,
  summary: 'Makes another organisation, whose first admin one becomes.',
  request: { body: TenantInput },
  response: Tenant,
  status: 201,
  errors: ['step-up-required'],
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
  errors: ['invalid-cursor'],
});

export const changeMember = defineRoute({
  id: 'changeMember',
  service: 'auth',
  method: 'PATCH',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  stepUp: true,
  summary: "Changes a member's role, the accounts that they see, or whether they may come in.",
  request: { params: memberId, body: MemberPatch },
  response: Member,
  errors: ['not-found', 'last-admin', 'not-yourself', 'step-up-required'],
});

export const removeMember = defineRoute({
  id: 'removeMember',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId',
  permission: 'members:write',
  stepUp: true,
  summary: 'Removes a member, their sessions and their API tokens.',
  request: { params: memberId },
  response: 'none',
  errors: ['not-found', 'last-admin', 'step-up-required'],
});

export const endMemberSessions = defineRoute({
  id: 'endMemberSessions',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId/sessions',
  permission: 'members:write',
  summary: 'Ends every session of a member.',
  request: { params: memberId },
  response: 'none',
  errors: ['not-found'],
});

export const resetMemberMfa = defineRoute({
  id: 'resetMemberMfa',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/members/:memberId/mfa',
  permission: 'members:write',
  stepUp: true,
  summary: "Takes a member's authenticator and recovery codes away, ends their sessions, and mails them.",
  request: { params: memberId },
  response: 'none',
  errors: ['not-found', 'mfa-not-enrolled', 'not-yourself', 'mfa-required', 'session-ended', 'step-up-required'],
});

const invitationId = z.strictObject({ invitationId: z.uuid() });

export const listInvitations = defineRoute({
  id: 'listInvitations',
  service: 'auth',
  method: 'GET',
  path: '/v1/invitations',
  permission: 'members:read',
  summary: 'Invitations that nobody has taken up yet, expired ones too.',
  request: { query: PageQuery },
  response: pageOf(Invitation),
  errors: ['invalid-cursor'],
});

export const addInvitation = defineRoute({
  id: 'addInvitation',
  service: 'auth',
  method: 'POST',
  path: '/v1/invitations',
  permission: 'members:write',
  stepUp: true,
  summary: 'Invites a person by mail; whoever signs in with this verified address within seven days becomes a member.',
  request: { body: InvitationInput },
  response: Invitation,
  status: 201,
  errors: ['conflict', 'step-up-required'],
});

export const resendInvitation = defineRoute({
  id: 'resendInvitation',
  service: 'auth',
  method: 'POST',
  path: '/v1/invitations/:invitationId/resend',
  permission: 'members:write',
  stepUp: true,
  summary: 'Sends the mail again and gives seven new days.',
  request: { params: invitationId },
  response: Invitation,
  status: 200,
  errors: ['not-found', 'step-up-required'],
});

export const removeInvitation = defineRoute({
  id: 'removeInvitation',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/invitations/:invitationId',
  permission: 'members:write',
  stepUp: true,
  summary: 'Takes an invitation back.',
  request: { params: invitationId },
  response: 'none',
  errors: ['not-found', 'step-up-required'],
});

export const listApiTokens = defineRoute({
  id: 'listApiTokens',
  service: 'auth',
  method: 'GET',
  path: '/v1/api-tokens',
  permission: 'tokens:read',
  summary: "Tokens for machines: all of the tenant for admins and auditors, one's own for others.",
  request: { query: PageQuery },
  response: pageOf(ApiToken),
  errors: ['invalid-cursor'],
});

export const addApiToken = defineRoute({
  id: 'addApiToken',
  service: 'auth',
  method: 'POST',
  path: '/v1/api-tokens',
  permission: 'tokens:write',
  stepUp: true,
  summary: 'Makes a token for a machine and shows it, once.',
  request: { body: ApiTokenInput },
  response: NewApiToken,
  status: 201,
  errors: ['scope-too-wide', 'step-up-required'],
});

export const revokeApiToken = defineRoute({
  id: 'revokeApiToken',
  service: 'auth',
  method: 'DELETE',
  path: '/v1/api-tokens/:tokenId',
  permission: 'tokens:write',
  summary: 'Ends a token within seconds: an admin any of the tenant, others their own.',
  request: { params: z.strictObject({ tokenId: z.uuid() }) },
  response: 'none',
  errors: ['not-found'],
});
