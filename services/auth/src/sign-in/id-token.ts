/** Verifies the ID token of a sign-in: who signed it, for whom, when, and for which start (OpenID Connect Core §3.1.3.7). */
import { createRemoteJWKSet, customFetch, errors, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { boundedFetch, ProviderTrouble, within } from './bounded-fetch.js';

/** How far the clocks may be apart, in seconds. */
const skew = 30;
/** For how long keys are believed without asking again, and how often unknown ones are asked for, in milliseconds. */
const keysKeepMs = 10 * 60_000;
const keysCooldownMs = 30_000;

/** The keys of a provider: fetched when needed, remembered, and fetched again for a key that is not among them. */
export const remoteKeys = (url: string, timeoutMs: number): JWTVerifyGetKey =>
  createRemoteJWKSet(new URL(url), {
    timeoutDuration: timeoutMs,
    cooldownDuration: keysCooldownMs,
    cacheMaxAge: keysKeepMs,
    // A signal of its own: several sign-ins wait for the same answer, and the first shall not end it for the others.
    [customFetch]: (href, init) => boundedFetch(AbortSignal.timeout(timeoutMs))(href, init),
  });

/** What a token must be. */
export interface Expected {
  /** Any of them. */
  readonly issuers: readonly string[];
  readonly clientId: string;
  readonly nonce: string;
  readonly algorithms: readonly string[];
  /** When the start that it answers was made: it cannot be older. */
  readonly startedAt: Date;
  /** The person must have signed in at the provider since the start, and the token must say so. */
  readonly freshSince?: Date | undefined;
  readonly now: Date;
}

/** An ID token that is not what it must be. Its message names the rule, and never a value. */
export class IdTokenRefused extends Error {
  override readonly name = 'IdTokenRefused';
}

/** @returns the claims. @throws IdTokenRefused, ProviderTrouble when the keys cannot be had before the deadline */
export async function verifyIdToken(
  token: unknown,
  keys: JWTVerifyGetKey,
  expected: Expected,
  deadline: AbortSignal,
): Promise<JWTPayload & { readonly sub: string }> {
  if (typeof token !== 'string' || token === '') throw new IdTokenRefused('there is no ID token');
  const verified = jwtVerify(token, keys, {
    issuer: [...expected.issuers],
    audience: expected.clientId,
    algorithms: [...expected.algorithms],
    requiredClaims: ['sub', 'iat', 'exp', 'nonce'],
    clockTolerance: skew,
    currentDate: expected.now,
  }).catch((error: unknown) => {
    throw problemOf(error);
  });
  const { payload } = await within(deadline, verified);
  const wrong = wrongWith(payload, expected);
  if (wrong) throw new IdTokenRefused(wrong);
  return { ...payload, sub: String(payload.sub) };
}

/** What is wrong with claims whose signature, issuer, audience and expiry are right; undefined when nothing is. */
function wrongWith(claims: JWTPayload, { clientId, nonce, startedAt, freshSince, now }: Expected): string | undefined {
  if (claims['nonce'] !== nonce) return 'the nonce is of another start';
  if (typeof claims.sub !== 'string' || claims.sub === '') return 'sub is no text';
  const { azp, auth_time: authTime } = claims;
  if (azp !== undefined ? azp !== clientId : Array.isArray(claims.aud) && claims.aud.length > 1)
    return 'azp is not this client';
  const issuedAt = claims.iat;
  if (issuedAt === undefined || issuedAt > now.getTime() / 1_000 + skew) return 'iat is in the future';
  if (issuedAt < startedAt.getTime() / 1_000 - skew) return 'iat is before the start';
  if (freshSince === undefined) return undefined;
  if (typeof authTime !== 'number' || authTime > now.getTime() / 1_000 + skew) return 'auth_time is missing';
  return authTime < freshSince.getTime() / 1_000 - skew ? 'auth_time is before the start' : undefined;
}

/**
 * When the person last signed in at the provider, by `auth_time` of verified claims: not after `now`. Undefined when they do not say; what is
 * no time, or one to come, says that it was long ago.
 */
export function authTimeOf({ auth_time: said }: JWTPayload, now: Date): Date | undefined {
  if (said === undefined || said === null) return undefined;
  const isTime = typeof said === 'number' && said > 0 && said <= now.getTime() / 1_000 + skew;
  return new Date(isTime ? Math.min(said * 1_000, now.getTime()) : 0);
}

/** Errors by which the keys cannot be had, or not be read; all others are about the token. */
const keyTrouble = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

function problemOf(error: unknown): Error {
  if (error instanceof ProviderTrouble) return error;
  if (!(error instanceof errors.JOSEError)) return new IdTokenRefused('it cannot be read', { cause: error });
  if (keyTrouble.has(error.code))
    return new ProviderTrouble(`The keys of the provider: ${error.message}`, { cause: error });
  return new IdTokenRefused(`${error.code}: ${error.message}`);
}
