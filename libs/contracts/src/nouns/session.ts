/** Signing in: sessions, the second factor, and tokens for machines. */
import { z } from 'zod';
import { tokenScopes } from '../permissions.js';
import { Name, Timestamp } from './shared.js';

/** An access token: kept in the memory of the page only. */
export const AccessToken = z.object({ accessToken: z.string(), expiresAt: Timestamp });
export type AccessToken = z.infer<typeof AccessToken>;

/** What the session cookie is worth. A `mfaToken` opens nothing but the step that is missing. */
export const SessionState = z.discriminatedUnion('state', [
  z.object({ state: z.literal('signed-in'), ...AccessToken.shape }),
  z.object({ state: z.enum(['mfa-required', 'enrolment-required']), mfaToken: z.string(), expiresAt: Timestamp }),
]);
export type SessionState = z.infer<typeof SessionState>;

/** An identity provider that people can sign in with. */
export const SignInProvider = z.object({ id: z.enum(['google', 'oidc']), name: z.string() });
export type SignInProvider = z.infer<typeof SignInProvider>;

/** A code as people paste it: spaces around and inside are theirs, everything else must be six ASCII digits. */
export const TotpCode = z
  .string()
  .max(20)
  .transform((text) => text.replace(/ /g, ''))
  .pipe(z.string().regex(/^[0-9]{6}$/, 'Six digits.'));

/** A recovery code as people type it; dashes, spaces and case do not matter. */
export const RecoveryCode = z
  .string()
  .max(60)
  .transform((text) => text.replace(/[ -]/g, '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-z]{16}$/, 'Sixteen letters and digits.'));

export const MfaProof = z.union([z.strictObject({ code: TotpCode }), z.strictObject({ recoveryCode: RecoveryCode })]);
export type MfaProof = z.infer<typeof MfaProof>;

/** A new authenticator that waits for its first code. */
export const MfaEnrolment = z.object({
  secret: z.string().describe('Base32, for typing in.'),
  uri: z.string().describe('otpauth://totp/…, for the QR code.'),
});
export type MfaEnrolment = z.infer<typeof MfaEnrolment>;

/** Shown once. */
export const RecoveryCodes = z.object({ recoveryCodes: z.array(z.string()).length(10) });
export type RecoveryCodes = z.infer<typeof RecoveryCodes>;

/** A browser that is signed in. */
export const SignedInSession = z.object({
  id: z.uuid(),
  current: z.boolean(),
  createdAt: Timestamp,
  lastSeenAt: Timestamp,
  expiresAt: Timestamp.describe('At the latest.'),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  mfa: z.boolean().describe('A code was given in it.'),
});
export type SignedInSession = z.infer<typeof SignedInSession>;

/** A token for a machine. The token itself is shown once, when it is made. */
export const ApiToken = z.object({
  id: z.uuid(),
  name: z.string(),
  madeBy: z.string().describe('The e-mail address of its maker: it may never do more than they may.'),
  hint: z.string().describe('Its last four characters.'),
  scopes: z.array(z.enum(tokenScopes)),
  createdAt: Timestamp,
  expiresAt: Timestamp,
  lastUsedAt: Timestamp.nullable(),
  state: z.enum(['active', 'expired', 'revoked', 'maker-gone']),
});
export type ApiToken = z.infer<typeof ApiToken>;

export const ApiTokenInput = z.strictObject({
  name: Name,
  scopes: z.array(z.enum(tokenScopes)).min(1).max(tokenScopes.length),
  expiresInDays: z.int().min(1).max(365).default(90),
});
export type ApiTokenInput = z.infer<typeof ApiTokenInput>;

/** A token that was made just now, with the only sight of it. */
export const NewApiToken = z.object({ token: z.string(), apiToken: ApiToken });
export type NewApiToken = z.infer<typeof NewApiToken>;
