/** An organisation's own OpenID Connect provider, through openid-client. */
import type { Clock } from '@cspmexa/platform';
import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  Configuration,
  customFetch,
  fetchUserInfo,
  None,
  randomPKCECodeVerifier,
  ResponseBodyError,
  WWWAuthenticateChallengeError,
  type ClientAuth,
  type ServerMetadata,
} from 'openid-client';
import type { AuthConfig } from '../../config.js';
import { isLoopback } from '../../loopback.js';
import type { Identity } from '../admit.js';
import { boundedFetch, within, type BoundedFetch } from '../bounded-fetch.js';
import { authTimeOf, verifyIdToken } from '../id-token.js';
import { identityOf } from '../identity-of.js';
import type { Attempt, IdentityProvider, NoteStart } from '../provider.js';
import { Discovery, libraryFetch } from './discovery.js';

/** What providers sign with. No shared secrets among them: whoever knows the client's could make tokens. */
const algorithms = ['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'];

/** The part of the configuration that is about it, where it is configured. */
export type OidcConfig = AuthConfig & { readonly OIDC_DISCOVERY_URL: string; readonly OIDC_CLIENT_ID: string };

export class OidcSignIn implements IdentityProvider {
  readonly id = 'oidc';
  readonly name: string;
  private readonly discovery: Discovery;
  private readonly redirectUri: string;
  /** How this client said who it is, when the provider believed it the second time. */
  private worked: Way | undefined;

  constructor(
    private readonly config: OidcConfig,
    private readonly clock: Clock,
  ) {
    this.name = config.OIDC_NAME;
    this.redirectUri = new URL('/api/v1/auth/oidc/callback', config.PUBLIC_URL).href;
    this.discovery = new Discovery({
      url: config.OIDC_DISCOVERY_URL,
      clientId: config.OIDC_CLIENT_ID,
      timeoutMs: config.OIDC_TIMEOUT_MS,
      clock,
    });
  }

  async start(start: { readonly nonce: string; readonly again: boolean; readonly note: NoteStart }): Promise<string> {
    const { metadata } = await this.discovery.issuer();
    const verifier = randomPKCECodeVerifier();
    const state = await start.note(verifier);
    const url = buildAuthorizationUrl(this.client(metadata, refuseToFetch), {
      redirect_uri: this.redirectUri,
      scope: this.config.OIDC_SCOPES,
      state,
      nonce: start.nonce,
      code_challenge: await calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      // Some honour the one, some the other; auth_time says whether they did.
      ...(start.again ? { prompt: 'login', max_age: '0' } : {}),
    });
    return url.href;
  }

  async finish(callback: URL, attempt: Attempt): Promise<Identity> {
    const { config } = this;
    const deadline = AbortSignal.timeout(config.OIDC_TIMEOUT_MS);
    const { metadata, keys } = await within(deadline, this.discovery.issuer());
    const fetch = boundedFetch(deadline);
    // The redirect address that the provider compares is the one that was registered, whatever brought the browser here.
    const current = new URL(callback.search, this.redirectUri);
    const { nonce, startedAt } = attempt;
    const token = await this.trade(metadata, fetch, current, attempt);
    const now = this.clock.now();
    const expected = {
      issuers: [metadata.issuer],
      clientId: config.OIDC_CLIENT_ID,
      nonce,
      algorithms,
      startedAt,
      freshSince: attempt.again ? startedAt : undefined,
      now,
    };
    // The library believes the line that the token came over; we believe the signature.
    const idToken = await verifyIdToken(token.id_token, keys, expected, deadline);
    const userinfo = metadata.userinfo_endpoint
      ? await fetchUserInfo(this.client(metadata, fetch), token.access_token, idToken.sub)
      : undefined;
    const identity = identityOf({
      issuer: metadata.issuer,
      idToken,
      userinfo,
      domainFrom: 'email',
      allowedDomains: config.OIDC_ALLOWED_DOMAINS,
      trustEmail: config.OIDC_TRUST_EMAIL,
    });
    const provenAt = authTimeOf(idToken, now);
    return provenAt === undefined ? identity : { ...identity, provenAt };
  }

  /** Trades the code for tokens. The library compares iss of RFC 9207, the nonce, and that nothing comes twice. */
  private async trade(metadata: ServerMetadata, fetch: BoundedFetch, current: URL, { verifier, nonce }: Attempt) {
    const checks = {
      pkceCodeVerifier: verifier,
      // Compared already, by its hash.
      expectedState: current.searchParams.get('state') ?? '',
      expectedNonce: nonce,
      idTokenExpected: true,
    };
    const [way, other] = this.ways(metadata);
    try {
      return await authorizationCodeGrant(this.client(metadata, fetch, way), current, checks);
    } catch (error) {
      // Who asks is checked before the code is used up (RFC 6749 §4.1.3): the other way of saying it may be the one of this client.
      if (!other || !isInvalidClient(error)) throw error;
      const token = await authorizationCodeGrant(this.client(metadata, fetch, other), current, checks);
      this.worked = other;
      return token;
    }
  }

  /** How this client may say who it is, the likelier way first. Basic is what RFC 6749 makes every provider support; some say that they do not. */
  private ways({ token_endpoint_auth_methods_supported: supported }: ServerMetadata): readonly [Way, Way?] {
    if (this.config.OIDC_CLIENT_SECRET === undefined) return ['none'];
    const likely = this.worked ?? (supported?.includes('client_secret_basic') === false ? 'post' : 'basic');
    return likely === 'post' ? ['post', 'basic'] : ['basic', 'post'];
  }

  /** The library's client for one sign-in: its calls share one deadline. */
  private client(metadata: ServerMetadata, fetch: BoundedFetch, way: Way = 'none'): Configuration {
    const { OIDC_CLIENT_ID: id, OIDC_CLIENT_SECRET: secret = '' } = this.config;
    const client = new Configuration(metadata, id, {}, authentications[way](secret));
    client[customFetch] = libraryFetch(fetch);
    if (isLoopback(metadata.issuer)) allowInsecureRequests(client);
    return client;
  }
}

/** How a client says who it is. */
const authentications = {
  none: (_secret: string) => None(),
  basic: (secret: string) => basic(secret),
  post: (secret: string) => ClientSecretPost(secret),
} as const;
type Way = keyof typeof authentications;

/** RFC 6749 §2.3.1. The library's own escapes letters that need none, and providers that forget to decode know neither id nor secret then. */
const basic =
  (secret: string): ClientAuth =>
  (_server, { client_id: id }, _body, headers) =>
    headers.set(
      'authorization',
      `Basic ${Buffer.from(`${formEncoded(id)}:${formEncoded(secret)}`).toString('base64')}`,
    );

const formEncoded = (text: string): string => new URLSearchParams({ _: text }).toString().slice(2);

const isInvalidClient = (error: unknown): boolean =>
  (error instanceof ResponseBodyError && error.error === 'invalid_client') ||
  error instanceof WWWAuthenticateChallengeError;

const refuseToFetch: BoundedFetch = () => Promise.reject(new Error('A start asks the provider nothing.'));
