/** Signing in: the identity providers, the session cookie, the second factor, and the keys that verify it all. */
import { z } from 'zod';
import {
  AccessToken,
  MfaEnrolment,
  MfaProof,
  RecoveryCodes,
  SessionState,
  SignInProvider,
  TotpCode,
} from '../nouns/index.js';
import { defineRoute } from '../route.js';

const returnTo = z
  .string()
  .max(2_000)
  .regex(/^\/(?![/\\])[^\s\\]*$/, 'Only a path on this site.')
  .optional();

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
