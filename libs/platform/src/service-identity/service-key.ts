/** The keys that a service signs its tokens with. */
import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { JWK } from 'jose';

/** An Ed25519 key and its public half; `kid` is its RFC 7638 thumbprint. */
export interface ServiceKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly jwk: JWK;
}

/** A key of this process alone. */
export const newServiceKey = (): ServiceKey => serviceKey(generateKeyPairSync('ed25519').privateKey);

const pemBlock = /-----BEGIN PRIVATE KEY-----[\s\S]+?-----END PRIVATE KEY-----/g;

/**
 * The keys of a file of PKCS#8 PEM blocks. The first one signs; the others are published as well, so that a new key
 * can be made known before it is used. @throws Error that names the file, never its content.
 */
export function readServiceKeys(file: string): readonly [ServiceKey, ...ServiceKey[]] {
  const [first, ...rest] = (readFileSync(file, 'utf8').match(pemBlock) ?? []).map((pem) => keyOf(pem, file));
  if (!first) throw new Error(`${file} has no PKCS#8 private key: make one with openssl genpkey -algorithm ed25519`);
  return [first, ...rest];
}

function keyOf(pem: string, file: string): ServiceKey {
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    throw new Error(`${file} has a private key that cannot be read`);
  }
  if (key.asymmetricKeyType !== 'ed25519') throw new Error(`${file} has a private key that is not an Ed25519 one`);
  return serviceKey(key);
}

function serviceKey(privateKey: KeyObject): ServiceKey {
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  if (x === undefined) throw new Error('An Ed25519 key has an x.');
  const kid = createHash('sha256')
    .update(JSON.stringify({ crv: 'Ed25519', kty: 'OKP', x }))
    .digest('base64url');
  return { kid, privateKey, jwk: { kty: 'OKP', crv: 'Ed25519', x, kid, alg: 'EdDSA', use: 'sig' } };
}
