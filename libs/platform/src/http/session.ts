/** Who is asking: the access token, verified, and its claims. */
import { permissions, Role, type Permission } from '@cspmexa/contracts';
import { jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { AppError } from '../errors/app-error.js';
import { isCanonicalToken } from './canonical-token.js';
import { isKeyTrouble, keysOf, type KeySet } from './key-set.js';

/** The person, or a person's machine, behind a request. */
export interface Session {
  readonly tenantId: string;
  readonly userId: string;
  readonly email: string;
  readonly role: Role;
  readonly sessionId: string;
  /** When the person last proved who they are, in epoch seconds. Without it: never, as far as this token goes. */
  readonly provenAt?: number;
  /** The accounts that they may see; without it, every account. */
  readonly accountIds?: readonly string[];
  /** What an API token may do at most; without it, whatever the role may. */
  readonly scope?: readonly Permission[];
  /** The name of the API token, for a machine. */
  readonly tokenName?: string;
}

/** A sign-in that lacks a step: it opens nothing but that step. */
export interface PendingSession extends Pick<Session, 'tenantId' | 'userId' | 'email' | 'sessionId' | 'provenAt'> {
  readonly lacks: 'mfa' | 'enrolment';
}

/** How long a proof is fresh enough for what needs one, in seconds. */
export const freshSeconds = 300;

/** True when the person has proven within the last five minutes who they are. `now` in milliseconds. */
export const isFresh = ({ provenAt }: Pick<Session, 'provenAt'>, now: number): boolean =>
  provenAt !== undefined && now / 1_000 - provenAt <= freshSeconds;

/** How access tokens are verified. `fetch` gets the keys when `jwks` is an address. */
export interface TokenSettings {
  readonly issuer: string;
  readonly audience: string;
  readonly jwks: KeySet;
  readonly fetch?: typeof fetch | undefined;
}

/** The `typ` header of an access token (RFC 9068), so that no other token of ours passes for one. */
export const accessTokenType = 'at+jwt';
/** The longest life of an access token, in seconds. */
export const accessTokenLifetime = 900;

/** The `typ` header of the token of a sign-in that lacks a step. */
export const pendingTokenType = 'mfa+jwt';
/** Its longest life, in seconds. */
export const pendingTokenLifetime = 600;
/** Its audience, which no service but auth answers to. */
export const pendingAudience = (audience: string): string => `${audience}/mfa`;

const algorithms = ['EdDSA', 'ES256'];

const Claims = z.object({
  sub: z.uuid(),
  tid: z.uuid(),
  sid: z.uuid(),
  email: z.string().min(3).max(320),
  role: Role,
  prv: z.int().optional(),
  acc: z.array(z.uuid()).max(500).optional(),
  scope: z.array(z.enum(permissions)).optional(),
  tok: z.string().max(100).optional(),
  iat: z.int(),
  exp: z.int(),
});
const PendingClaims = Claims.pick({
  sub: true,
  tid: true,
  sid: true,
  email: true,
  prv: true,
  iat: true,
  exp: true,
}).extend({ lacks: z.enum(['mfa', 'enrolment']) });

/** The claims of an access token that stand for a session; the issuer adds iss, aud, iat and exp. */
export const sessionClaims = (session: Session): JWTPayload => ({
  sub: session.userId,
  tid: session.tenantId,
  sid: session.sessionId,
  email: session.email,
  role: session.role,
  ...(session.provenAt === undefined ? {} : { prv: session.provenAt }),
  ...(session.accountIds === undefined ? {} : { acc: [...session.accountIds] }),
  ...(session.scope === undefined ? {} : { scope: [...session.scope] }),
  ...(session.tokenName === undefined ? {} : { tok: session.tokenName }),
});

/** The claims of the token of a sign-in that lacks a step. */
export const pendingClaims = (session: PendingSession): JWTPayload => ({
  sub: session.userId,
  tid: session.tenantId,
  sid: session.sessionId,
  email: session.email,
  lacks: session.lacks,
  ...(session.provenAt === undefined ? {} : { prv: session.provenAt }),
});

/** A verified access token: who, and when it was signed, in epoch seconds. */
export interface VerifiedToken {
  readonly session: Session;
  readonly issuedAt: number;
}

/** Makes the function that reads an access token. It throws `unauthenticated` for a token that is not good, and `unavailable` when the keys cannot be fetched. */
export function readAccessToken(settings: TokenSettings): (token: string) => Promise<VerifiedToken> {
  const keys = keysFor(settings);
  return async (token) => {
    const claims = await verified(token, keys, settings, accessTokenType, accessTokenLifetime, Claims);
    const { sub: userId, tid: tenantId, sid: sessionId, email, role, prv, acc, scope, tok, iat } = claims;
    const session: Session = {
      tenantId,
      userId,
      email,
      role,
      sessionId,
      ...(prv === undefined ? {} : { provenAt: prv }),
      ...(acc === undefined ? {} : { accountIds: acc }),
      ...(scope === undefined ? {} : { scope }),
      ...(tok === undefined ? {} : { tokenName: tok }),
    };
    return { session, issuedAt: iat };
  };
}

/** Makes the function that turns an access token into a session, with the errors of `readAccessToken`. */
export function verifyAccessToken(settings: TokenSettings): (token: string) => Promise<Session> {
  const read = readAccessToken(settings);
  return async (token) => (await read(token)).session;
}

/** A verified token of a sign-in that lacks a step, and when it was signed, in epoch seconds. */
export interface VerifiedPendingToken {
  readonly session: PendingSession;
  readonly issuedAt: number;
}

/** Makes the function that reads the token of a sign-in that lacks a step, with the errors of `readAccessToken`. */
export function readPendingToken(settings: TokenSettings): (token: string) => Promise<VerifiedPendingToken> {
  const keys = keysFor(settings);
  const own = { ...settings, audience: pendingAudience(settings.audience) };
  return async (token) => {
    const claims = await verified(token, keys, own, pendingTokenType, pendingTokenLifetime, PendingClaims);
    const { sub: userId, tid: tenantId, sid: sessionId, email, prv, lacks, iat } = claims;
    const session = { tenantId, userId, email, sessionId, lacks, ...(prv === undefined ? {} : { provenAt: prv }) };
    return { session, issuedAt: iat };
  };
}

/** Makes the function that turns such a token into what it stands for, with the errors of `readAccessToken`. */
export function verifyPendingToken(settings: TokenSettings): (token: string) => Promise<PendingSession> {
  const read = readPendingToken(settings);
  return async (token) => (await read(token)).session;
}

/** One set of keys for all readers of the same settings: an unknown key is asked for once, whoever meets it. */
function keysFor(settings: TokenSettings): JWTVerifyGetKey {
  const keys = keySets.get(settings) ?? keysOf(settings.jwks, { fetch: settings.fetch, cooldownMs: 30_000 });
  keySets.set(settings, keys);
  return keys;
}
const keySets = new WeakMap<TokenSettings, JWTVerifyGetKey>();

async function verified<C extends { iat: number; exp: number }>(
  token: string,
  keys: JWTVerifyGetKey,
  { issuer, audience }: TokenSettings,
  typ: string,
  lifetime: number,
  schema: z.ZodType<C>,
): Promise<C> {
  if (!isCanonicalToken(token)) throw new AppError('unauthenticated');
  const { payload } = await jwtVerify(token, keys, {
    algorithms,
    issuer,
    audience,
    typ,
    requiredClaims: ['exp', 'iat', 'sub'],
    maxTokenAge: lifetime,
    clockTolerance: 5,
  }).catch((cause: unknown) => {
    throw new AppError(isKeyTrouble(cause) ? 'unavailable' : 'unauthenticated', { cause });
  });
  const claims = schema.safeParse(payload);
  if (!claims.success || claims.data.exp - claims.data.iat > lifetime)
    throw new AppError('unauthenticated', { cause: claims.error });
  return claims.data;
}
