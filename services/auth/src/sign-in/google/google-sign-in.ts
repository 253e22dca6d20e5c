/** Google as an identity provider: the code through passport-google-oauth20, the ID token verified by us. */
import type { Clock } from '@cspmexa/platform';
import type { JWTVerifyGetKey } from 'jose';
import type { AuthConfig } from '../../config.js';
import type { Identity } from '../admit.js';
import { boundedFetch } from '../bounded-fetch.js';
import { remoteKeys, verifyIdToken } from '../id-token.js';
import { identityOf } from '../identity-of.js';
import type { Attempt, IdentityProvider, NoteStart } from '../provider.js';
import { GoogleRefused, GoogleStrategy } from './google-strategy.js';

/** What Google signs with, and what it may change to. */
const algorithms = ['RS256', 'ES256'];

/** The part of the configuration that is about Google, where it is configured. */
export type GoogleConfig = AuthConfig & { readonly GOOGLE_CLIENT_ID: string; readonly GOOGLE_CLIENT_SECRET: string };

export class GoogleSignIn implements IdentityProvider {
  readonly id = 'google';
  readonly name = 'Google';
  private readonly strategy: GoogleStrategy;
  private readonly keys: JWTVerifyGetKey;
  /** Google leaves the scheme out at times. */
  private readonly issuers: readonly string[];

  constructor(
    private readonly config: GoogleConfig,
    private readonly clock: Clock,
  ) {
    this.strategy = new GoogleStrategy({
      clientId: config.GOOGLE_CLIENT_ID,
      clientSecret: config.GOOGLE_CLIENT_SECRET,
      callbackUrl: new URL('/api/v1/auth/google/callback', config.PUBLIC_URL).href,
      authorizationUrl: config.GOOGLE_AUTHORIZATION_URL,
      tokenUrl: config.GOOGLE_TOKEN_URL,
      userinfoUrl: config.GOOGLE_USERINFO_URL,
    });
    this.keys = remoteKeys(config.GOOGLE_JWKS_URL, config.GOOGLE_TIMEOUT_MS);
    this.issuers = [config.GOOGLE_ISSUER, config.GOOGLE_ISSUER.replace(/^https:\/\//, '')];
  }

  /** Google knows neither `prompt=login` nor `max_age`: that the person chooses their account is the most that can be asked, again or not. */
  start({ nonce, note }: { readonly nonce: string; readonly note: NoteStart }): Promise<string> {
    return this.strategy.start(nonce, note);
  }

  async finish(callback: URL, attempt: Attempt): Promise<Identity> {
    const { config } = this;
    const query = callback.searchParams;
    const issuer = query.get('iss');
    if (issuer !== null && !this.issuers.includes(issuer)) throw new GoogleRefused('iss of the callback is another');
    const code = query.get('code');
    if (query.has('error') || !code) throw new GoogleRefused('the callback brings no code');
    const deadline = AbortSignal.timeout(config.GOOGLE_TIMEOUT_MS);
    const { idToken, userinfo } = await this.strategy.finish(code, attempt, boundedFetch(deadline));
    const { nonce, startedAt } = attempt;
    const now = this.clock.now();
    const expected = { issuers: this.issuers, clientId: config.GOOGLE_CLIENT_ID, nonce, algorithms, startedAt, now };
    return identityOf({
      issuer: config.GOOGLE_ISSUER,
      idToken: await verifyIdToken(idToken, this.keys, expected, deadline),
      userinfo,
      domainFrom: 'hd',
      allowedDomains: config.ALLOWED_DOMAINS,
    });
  }
}
