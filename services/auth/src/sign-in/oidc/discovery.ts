/** What an issuer says of itself: fetched from its discovery document, remembered, fetched again, and kept through an outage. */
import type { Clock } from '@cspmexa/platform';
import type { JWTVerifyGetKey } from 'jose';
import { allowInsecureRequests, customFetch, discovery, type CustomFetch, type ServerMetadata } from 'openid-client';
import { isLoopback } from '../../loopback.js';
import { boundedFetch, ProviderTrouble, type BoundedFetch } from '../bounded-fetch.js';
import { remoteKeys } from '../id-token.js';

/** For how long it is believed without asking again, how long when asking fails, and how soon it is asked again then, in milliseconds. */
const freshMs = 60 * 60_000;
const staleMs = 24 * 60 * 60_000;
const retryMs = 30_000;

const endpoints = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint', 'jwks_uri'] as const;

/** The document, and the keys that it names. */
export interface Issuer {
  readonly metadata: ServerMetadata;
  readonly keys: JWTVerifyGetKey;
}

export interface DiscoverySettings {
  /** Of the document itself: https://…/.well-known/openid-configuration. */
  readonly url: string;
  readonly clientId: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

export class Discovery {
  private known: { readonly issuer: Issuer; readonly at: number } | undefined;
  private triedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<Issuer> | undefined;

  constructor(private readonly settings: DiscoverySettings) {}

  /** @throws ProviderTrouble when nothing is known that is young enough */
  async issuer(): Promise<Issuer> {
    const now = this.settings.clock.now().getTime();
    const { known } = this;
    if (known && now - known.at < freshMs) return known.issuer;
    const usable = known !== undefined && now - known.at < staleMs;
    if (usable && now - this.triedAt < retryMs) return known.issuer;
    this.triedAt = now;
    // Those who come at the same time wait for the same answer.
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    try {
      const issuer = await this.asking;
      this.known = { issuer, at: now };
      return issuer;
    } catch (error) {
      if (usable) return known.issuer;
      throw error;
    }
  }

  private async ask(): Promise<Issuer> {
    const { url, clientId, timeoutMs } = this.settings;
    try {
      const found = await discovery(new URL(url), clientId, undefined, undefined, {
        [customFetch]: libraryFetch(boundedFetch(AbortSignal.timeout(timeoutMs))),
        ...(isLoopback(url) ? { execute: [allowInsecureRequests] } : {}),
      });
      const metadata = found.serverMetadata();
      assertOf(url, metadata);
      const keysUrl = String(metadata.jwks_uri);
      const old = this.known?.issuer;
      // The same address keeps its keys, and the memory of when they were asked for.
      const keys = old?.metadata.jwks_uri === keysUrl ? old.keys : remoteKeys(keysUrl, timeoutMs);
      return { metadata, keys };
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new ProviderTrouble(`The discovery document: ${said}`, { cause: error });
    }
  }
}

/** Our fetch, as openid-client calls it. */
export const libraryFetch =
  (fetch: BoundedFetch): CustomFetch =>
  (url, { method, headers, body, signal }) =>
    fetch(url, {
      method,
      headers,
      // Forms, which both know; their types differ in the kinds of memory that bytes may lie in.
      ...(body ? { body: body as BodyInit } : {}),
      ...(signal ? { signal } : {}),
    });

/** @throws Error when the document is of another issuer, or leads where a secret would be seen */
function assertOf(url: string, metadata: ServerMetadata): void {
  // OpenID Connect Discovery §4.3. An issuer may end in a slash, and its document is found without it.
  if (`${metadata.issuer.replace(/\/$/, '')}/.well-known/openid-configuration` !== url)
    throw new Error(`its issuer, ${metadata.issuer}, has another discovery document`);
  for (const name of endpoints) {
    const address = metadata[name];
    if (address === undefined && name === 'userinfo_endpoint') continue;
    if (address === undefined || !URL.canParse(address)) throw new Error(`${name} is no address`);
    const { protocol } = new URL(address);
    const seenByNobody = protocol === 'http:' && isLoopback(address) && isLoopback(url);
    if (protocol !== 'https:' && !seenByNobody) throw new Error(`${name} is not https`);
  }
}
