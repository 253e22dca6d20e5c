/** The ID tokens of the sandbox Google: signed with RS256 by a key that is made when it starts. */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, SignJWT, type JSONWebKeySet, type JWTPayload } from 'jose';

/** The lifetime of Google's, in seconds. */
const lifetime = 3_600;

/** Signs whatever it is given with the key of the sandbox; the header is what is given over `alg` and `kid`. */
export type SignIdToken = (claims: object, header?: object) => Promise<string>;

/** Answers that are not what they must be. Only tests give any; what is missing is answered truthfully. */
export interface Forgery {
  /** Makes the ID token in place of the right one, of its claims; undefined leaves it out. */
  idToken?: ((claims: Readonly<Record<string, unknown>>, sign: SignIdToken) => unknown) | undefined;
  /** Makes the answer of the userinfo endpoint of the right one. */
  userinfo?: ((claims: Readonly<Record<string, unknown>>) => unknown) | undefined;
}

export interface IdTokens {
  sign(person: object, now: Date, forge: Forgery['idToken']): Promise<unknown>;
  jwks(): Promise<JSONWebKeySet>;
}

/** Makes the key, and with it the tokens of an issuer for one client. */
export function idTokens({ issuer, audience }: { readonly issuer: string; readonly audience: string }): IdTokens {
  const made = (async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256');
    const jwk = await exportJWK(publicKey);
    const kid = await calculateJwkThumbprint(jwk);
    return { privateKey, kid, jwk: { ...jwk, kid, alg: 'RS256', use: 'sig' } };
  })();
  const signClaims: SignIdToken = async (claims, header = {}) => {
    const { privateKey, kid } = await made;
    // Any JSON is a payload: what is wrong with it is what a forgery is about.
    return new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'RS256', kid, ...header }).sign(privateKey);
  };
  return {
    sign: async (person, now, forge) => {
      const iat = Math.floor(now.getTime() / 1_000);
      const claims = { iss: issuer, azp: audience, aud: audience, ...person, iat, exp: iat + lifetime };
      return forge ? forge(claims, signClaims) : signClaims(claims);
    },
    jwks: async () => ({ keys: [(await made).jwk] }),
  };
}
