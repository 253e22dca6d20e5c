/** Public keys of an issuer of tokens, wherever they are. */
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  errors,
  type JSONWebKeySet,
  type JWTVerifyGetKey,
} from 'jose';

/** The address of a key set, the set itself, or a function that gives it. */
export type KeySet = URL | string | JSONWebKeySet | (() => Promise<JSONWebKeySet>);

export interface KeySetOptions {
  /** How addresses are fetched; fetch, unless it says otherwise. */
  readonly fetch?: typeof fetch | undefined;
  /** For how long an unknown key is not asked for once more, in milliseconds. */
  readonly cooldownMs: number;
}

/** The function by which jose finds the key of a token. Addresses are fetched when first needed and kept for ten minutes. */
export function keysOf(keys: KeySet, { fetch = globalThis.fetch, cooldownMs }: KeySetOptions): JWTVerifyGetKey {
  if (typeof keys === 'function') return async (header, token) => createLocalJWKSet(await keys())(header, token);
  if (typeof keys === 'string' || keys instanceof URL) {
    return createRemoteJWKSet(new URL(keys), {
      cooldownDuration: cooldownMs,
      timeoutDuration: 3_000,
      [customFetch]: async (address, init) => bounded(await fetch(address, init)),
    });
  }
  return createLocalJWKSet(keys);
}

/** The largest key set, in bytes. */
const largest = 65_536;

/** An answer whose body fails when it is longer than a key set can be. */
function bounded({ body, status, headers }: Response): Response {
  let length = 0;
  const limit = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      length += chunk.length;
      if (length > largest) controller.error(new Error('The key set is too large.'));
      else controller.enqueue(chunk);
    },
  });
  return new Response(body?.pipeThrough(limit) ?? null, { status, headers });
}

/** The key set could not be fetched, or is not one: the token may be good. */
export const isKeyTrouble = (cause: unknown): boolean =>
  cause instanceof errors.JWKSTimeout ||
  cause instanceof errors.JWKSInvalid ||
  !(cause instanceof errors.JOSEError) ||
  cause.code === 'ERR_JOSE_GENERIC';
