/** How a service says to another one who it is: a short-lived token, signed with a key of its own. */
import { SignJWT, type JSONWebKeySet } from 'jose';
import { systemClock, type Clock } from '../time/clock.js';
import { newId } from '../time/new-id.js';
import { newServiceKey, readServiceKeys } from './service-key.js';

/** The `typ` header of a service token, so that no other token of ours passes for one. */
export const serviceTokenType = 'svc+jwt';
/** The life of a service token, in seconds. */
export const serviceTokenLifetime = 60;
/** For how long the same token is used again, in milliseconds. */
const reusedMs = 30_000;

export interface ServiceIdentity {
  /** The name that its tokens are issued in. */
  readonly name: string;
  /** The public keys that its tokens can be verified with. */
  jwks(): JSONWebKeySet;
  /** A token for the service of this name. It is good for at least thirty seconds more. */
  token(audience: string): Promise<string>;
}

export interface ServiceIdentityOptions {
  /** The service's name, as its callees know it. */
  readonly name: string;
  /** PKCS#8 PEM file with an Ed25519 key. Without it the key lives as long as the process: for services with one replica. */
  readonly keyFile?: string | undefined;
  readonly clock?: Clock | undefined;
}

/** Makes the identity of a service. @throws Error when the key file has no usable key. */
export function serviceIdentity({ name, keyFile, clock = systemClock }: ServiceIdentityOptions): ServiceIdentity {
  const keys = keyFile === undefined ? ([newServiceKey()] as const) : readServiceKeys(keyFile);
  const [{ kid, privateKey }] = keys;
  const tokens = new Map<string, { readonly token: Promise<string>; readonly until: number }>();
  const sign = (audience: string, iat: number): Promise<string> =>
    new SignJWT()
      .setProtectedHeader({ alg: 'EdDSA', typ: serviceTokenType, kid })
      .setIssuer(name)
      .setSubject(name)
      .setAudience(audience)
      .setIssuedAt(iat)
      .setExpirationTime(iat + serviceTokenLifetime)
      .setJti(newId())
      .sign(privateKey);
  return {
    name,
    jwks: () => ({ keys: keys.map(({ jwk }) => ({ ...jwk, kty: 'OKP' })) }),
    token: async (audience) => {
      const now = clock.now().getTime();
      const known = tokens.get(audience);
      // A clock that was set back must not keep a token for longer than it lives.
      if (known && now < known.until && known.until - now <= reusedMs) return known.token;
      const token = sign(audience, Math.floor(now / 1_000));
      tokens.set(audience, { token, until: now + reusedMs });
      return token;
    },
  };
}
