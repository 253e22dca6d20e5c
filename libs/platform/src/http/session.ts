/** Who is asking: the access token, verified, and its claims. */
import { Role } from '@cspmexa/contracts';
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  errors,
  jwtVerify,
  type JSONWebKeySet,
  type JWTPayload,
  type JWTVerifyGetKey,
} from 'jose';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';

/** The person behind a request. */
export interface Session {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly sessionId: string;
}

/** How access tokens are verified. `jwks` is the address of the key set, the set itself, or a function that gives it. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: URL | string | JSONWebKeySet | (() => Promise<JSONWebKeySet>);
}

/** The `typ` header of an access token (RFC 9068), so that no other token of ours passes for one. */
export const accessTokenType = 'at+jwt';
/** The longest life of an access token, in seconds. */
export const accessTokenLifetime = 900;

const algorithms = ['EdDSA', 'ES256'];

const Claims = z.object({
  sub: z.uuid(),
  tid: z.uuid(),
  sid: z.uuid(),
  email: z.string().min(3).max(320),
  role: Role,
  iat: z.int(),
  exp: z.int(),
});

/** The claims of an access token that stand for a session; the issuer adds iss, aud, iat and exp. */
export const sessionClaims = (session: Session): JWTPayload => ({
  sub: session.userId,
  tid: session.tenantId,
  sid: session.sessionId,
  email: session.email,
  role: session.role,
});

/** Makes the function that turns an access token into a session. It throws `unauthenticated` for a token that is not good, and `unavailable` when the keys cannot be fetched. */
export function verifyAccessToken(settings: TokenSettings): (token: string) => Promise<Session> {
  const keys = keysOf(settings.jwks);
  const { issuer, audience } = settings;
  return async (token) => {
    const { payload } = await jwtVerify(token, keys, {
      algorithms,
      issuer,
      audience,
      typ: accessTokenType,
      requiredClaims: ['exp', 'iat', 'sub'],
      maxTokenAge: accessTokenLifetime,
      clockTolerance: 5,
    }).catch((cause: unknown) => {
      throw new AppError(isKeyTrouble(cause) ? 'unavailable' : 'unauthenticated', { cause });
    });
    const claims = Claims.safeParse(payload);
    if (!claims.success || claims.data.exp - claims.data.iat > accessTokenLifetime) {
      throw new AppError('unauthenticated', { cause: claims.error });
    }
    const { sub: userId, tid: tenantId, sid: sessionId, email, role } = claims.data;
    return { tenantId, userId, email, role, sessionId };
  };
}

function keysOf(jwks: TokenSettings['jwks']): JWTVerifyGetKey {
  if (typeof jwks === 'function') return async (header, token) => createLocalJWKSet(await jwks())(header, token);
  if (typeof jwks === 'string' || jwks instanceof URL) {
    return createRemoteJWKSet(new URL(jwks), { cooldownDuration: 30_000, timeoutDuration: 3_000 });
  }
  return createLocalJWKSet(jwks);
}

/** The key set could not be fetched, or is not one: the token may be good. */
const isKeyTrouble = (cause: unknown): boolean =>
  cause instanceof errors.JWKSTimeout ||
  cause instanceof errors.JWKSInvalid ||
  !(cause instanceof errors.JOSEError) ||
  cause.code === 'ERR_JOSE_GENERIC';
