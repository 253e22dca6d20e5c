/** Signs access tokens as the auth service does, with a key of its own. */
import { randomUUID } from 'node:crypto';
import {
  accessTokenLifetime,
  accessTokenType,
  sessionClaims,
  type Session,
  type TokenSettings,
} from '@cspmexa/platform';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';

export interface TestIssuer {
  /** For createHttpService({ tokens }). */
  readonly settings: TokenSettings;
  /** A session of a new person in a new tenant, but for what is given. */
  session(given?: Partial<Session>): Session;
  /** A good access token of a session. */
  token(session: Session): Promise<string>;
  /** `Authorization` header of a session. */
  authorization(given?: Partial<Session>): Promise<string>;
  /** A token with other claims or another header, for tests of refusal. */
  signed(claims: JWTPayload, header?: Record<string, unknown>): Promise<string>;
}

/** An issuer with a fresh Ed25519 key. */
export async function createTestIssuer(): Promise<TestIssuer> {
  const issuer = 'https://auth.test';
  const audience = 'cspmexa-test';
  const { publicKey, privateKey } = await generateKeyPair('EdDSA');
  const kid = randomUUID();
  const jwk = { ...(await exportJWK(publicKey)), kid, alg: 'EdDSA', use: 'sig' };
  const session: TestIssuer['session'] = (given = {}) => ({
    tenantId: randomUUID(),
    userId: randomUUID(),
    email: 'person@example.com',
    role: 'admin',
    sessionId: randomUUID(),
    provenAt: Math.floor(Date.now() / 1_000),
    ...given,
  });
  const signed: TestIssuer['signed'] = (claims, header = {}) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'EdDSA', typ: accessTokenType, kid, ...header }).sign(privateKey);
  const token: TestIssuer['token'] = (of) => {
    const iat = Math.floor(Date.now() / 1_000);
    return signed({ ...sessionClaims(of), iss: issuer, aud: audience, iat, exp: iat + accessTokenLifetime });
  };
  return {
    settings: { issuer, audience, jwks: { keys: [jwk] } },
    session,
    token,
    signed,
    authorization: async (given) => `Bearer ${await token(session(given))}`,
  };
}
