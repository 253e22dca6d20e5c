/** Which service is asking: its token, verified with the keys that it publishes. */
import { decodeJwt, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { isCanonicalToken } from '../http/canonical-token.js';
import { isKeyTrouble, keysOf, type KeySet } from '../http/key-set.js';
import { systemClock, type Clock } from '../time/clock.js';
import { serviceTokenLifetime, serviceTokenType } from './service-identity.js';

export interface CallerSettings {
  /** Our own name: tokens for anybody else are refused. */
  readonly name: string;
  /** The services that may call, by name, each with its own keys. */
  readonly callers: Readonly<Record<string, KeySet>>;
  /** How addresses of keys are fetched; fetch, unless it says otherwise. */
  readonly fetch?: typeof fetch | undefined;
  readonly clock?: Clock | undefined;
}

/** How far two machines' clocks may be apart, in seconds. */
const skew = 5;

const Claims = z.object({
  iss: z.string(),
  aud: z.string(),
  jti: z.string().min(1).max(100),
  iat: z.int(),
  exp: z.int(),
});

/** Makes the function that turns a service token into the name of its service. It throws `unauthenticated` for a token that is not good, and `unavailable` when the caller's keys cannot be fetched. */
export function verifyCallers(settings: CallerSettings): (token: string) => Promise<string> {
  const { name, clock = systemClock, fetch } = settings;
  const callers = new Map<string, JWTVerifyGetKey>(
    // A caller that starts anew without a key file has a new key: it must not wait for long.
    Object.entries(settings.callers).map(([caller, keys]) => [caller, keysOf(keys, { fetch, cooldownMs: 1_000 })]),
  );
  return async (token) => {
    if (!isCanonicalToken(token)) throw new AppError('unauthenticated');
    const issuer = issuerOf(token);
    const keys = callers.get(issuer);
    if (!keys) throw new AppError('unauthenticated');
    const { payload } = await jwtVerify(token, keys, {
      algorithms: ['EdDSA'],
      typ: serviceTokenType,
      issuer,
      subject: issuer,
      audience: name,
      requiredClaims: ['exp', 'iat', 'jti'],
      maxTokenAge: serviceTokenLifetime,
      clockTolerance: skew,
      currentDate: clock.now(),
    }).catch((cause: unknown) => {
      throw new AppError(isKeyTrouble(cause) ? 'unavailable' : 'unauthenticated', { cause });
    });
    const claims = Claims.safeParse(payload);
    if (!claims.success || claims.data.exp - claims.data.iat > serviceTokenLifetime)
      throw new AppError('unauthenticated', { cause: claims.error });
    return issuer;
  };
}

/** Who a token says that it is from; nothing of it is proven yet. */
function issuerOf(token: string): string {
  try {
    return decodeJwt(token).iss ?? '';
  } catch (cause) {
    throw new AppError('unauthenticated', { cause });
  }
}
