/** passport-google-oauth20 with our own memory of states: S256 PKCE, state bound to the browser, nothing kept in a server session. */
import { AppError } from '@cspmexa/platform';
import type { Request, Response } from 'express';
import { Strategy, type Profile, type StrategyOptions } from 'passport-google-oauth20';
import { z } from 'zod';
import type { AuthConfig } from '../config.js';
import { cookieNames, cookieOf, cookieOptions } from '../sessions/cookies.js';
import type { Identity } from './admit.js';
import { attemptMs, type AttemptStore } from './attempt.store.js';
import { providerRequest, type ProviderRequest } from './provider-request.js';

/** What Google's userinfo endpoint says. */
const UserInfo = z.object({
  // OpenID Connect Core §2: ASCII, at most 255 characters.
  sub: z
    .string()
    .max(255)
    .regex(/^[\x20-\x7e]+$/),
  email: z
    .string()
    .max(320)
    .regex(/^[^\p{Cc}]+$/u)
    .optional(),
  email_verified: z.union([z.boolean(), z.enum(['true', 'false']).transform((value) => value === 'true')]).optional(),
  hd: z.string().optional(),
  name: z
    .string()
    .transform((name) =>
      name
        .replace(/\p{Cc}+/gu, ' ')
        .trim()
        .slice(0, 200),
    )
    .optional(),
  picture: z
    .url({ protocol: /^https$/ })
    .max(2_000)
    .optional()
    .catch(undefined),
});

type Stored = (error: Error | null, state?: string) => void;
type Loaded = (error: Error | null, verifier: string | false, state?: unknown) => void;

/** What a sign-in that came back gives: who it is, and where the page was. */
export interface SignedIn {
  readonly identity: Identity;
  readonly returnTo: string;
}

/** Google, as the two routes use it. */
export class GoogleSignIn {
  private readonly strategy: Strategy;
  private readonly names;

  constructor(
    private readonly config: AuthConfig,
    private readonly attempts: AttemptStore,
  ) {
    this.names = cookieNames(config.PUBLIC_URL);
    const options = {
      clientID: config.GOOGLE_CLIENT_ID,
      clientSecret: config.GOOGLE_CLIENT_SECRET,
      callbackURL: `${config.PUBLIC_URL.replace(/\/$/, '')}/api/v1/auth/google/callback`,
      authorizationURL: config.GOOGLE_AUTHORIZATION_URL,
      tokenURL: config.GOOGLE_TOKEN_URL,
      userProfileURL: config.GOOGLE_USERINFO_URL,
      scope: ['openid', 'email', 'profile'],
      pkce: true,
      state: true,
      store: this.stateStore(),
    };
    // The typings know neither pkce nor a store of one's own; passport-oauth2 reads both.
    this.strategy = new Strategy(options as unknown as StrategyOptions, (_access, _refresh, profile, done) => {
      try {
        done(null, { ...this.identityOf(profile) });
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)));
      }
    });
    // "Protected" in passport-oauth2's words: strategies may reach for it. The typings leave it out.
    (this.strategy as unknown as { _oauth2: { _request: ProviderRequest } })._oauth2._request = providerRequest(
      config.GOOGLE_TIMEOUT_MS,
    );
  }

  /** Sends the browser to Google. @throws unavailable when the start cannot be noted. */
  start(request: Request, response: Response, returnTo: string): Promise<void> {
    return this.run(request, response, returnTo).then(() => undefined);
  }

  /** Reads what Google sent back. @throws sign-in-failed for whatever is not right about it, unavailable when Google does not answer. */
  async finish(request: Request, response: Response): Promise<SignedIn> {
    // Without a code and without an error the strategy would take it for a start.
    if (!request.query['code'] && !request.query['error']) throw new AppError('sign-in-failed', { cause: 'no code' });
    const signedIn = await this.run(request, response);
    if (!signedIn) throw new AppError('sign-in-failed');
    return signedIn;
  }

  /** Runs the strategy once, for this request alone. */
  private run(request: Request, response: Response, returnTo = '/'): Promise<SignedIn | undefined> {
    const carried = { returnTo };
    Object.assign(request, { cspmexaSignIn: { response, carried } });
    return new Promise((resolve, reject) => {
      // Passport makes such a child for every request and gives it these five; without passport's own middleware we do.
      const strategy = Object.create(this.strategy) as Omit<
        Strategy,
        'authenticate' | 'success' | 'fail' | 'error' | 'redirect'
      > & {
        success: (user: object) => void;
        fail: (challenge: unknown) => void;
        error: (error: unknown) => void;
        redirect: (url: string) => void;
        authenticate: (request: Request, options: object) => void;
      };
      // Whatever the verify function above gave: an Identity.
      strategy.success = (user) => resolve({ identity: user as Identity, returnTo: carried.returnTo });
      strategy.fail = (challenge) => reject(new AppError('sign-in-failed', { cause: challenge }));
      strategy.error = (error) => reject(problemOf(error));
      strategy.redirect = (url) => {
        response.redirect(302, url);
        resolve(undefined);
      };
      strategy.authenticate(request, { session: false, prompt: 'select_account' });
    });
  }

  private identityOf(profile: Profile): Identity {
    const info = UserInfo.parse(profile._json);
    return {
      issuer: this.config.GOOGLE_ISSUER,
      subject: info.sub,
      email: info.email?.trim().toLowerCase() ?? null,
      emailVerified: info.email_verified === true,
      hostedDomain: info.hd ?? null,
      name: info.name ?? null,
      picture: info.picture ?? null,
    };
  }

  private stateStore() {
    const { attempts, names } = this;
    const carriedBy = (request: Request) =>
      (request as Request & { cspmexaSignIn: { response: Response; carried: { returnTo: string } } }).cspmexaSignIn;
    return {
      // passport-oauth2 looks at the number of parameters to know what it may pass.
      store(request: Request, verifier: string, _state: unknown, _meta: unknown, done: Stored): void {
        const { response, carried } = carriedBy(request);
        attempts.begin(verifier, carried.returnTo).then(
          ({ id, state }) => {
            response.cookie(names.signIn, id, cookieOptions(names, 'signIn', attemptMs));
            done(null, state);
          },
          (error: Error) => done(error),
        );
      },
      verify(request: Request, state: unknown, done: Loaded): void {
        const { response, carried } = carriedBy(request);
        const id = cookieOf(request, names.signIn) ?? '';
        const { maxAge: _, ...options } = cookieOptions(names, 'signIn', 0);
        response.clearCookie(names.signIn, options);
        if (typeof state !== 'string') return done(null, false, { message: 'no state' });
        attempts.finish(id, state).then(
          (attempt) => {
            if (!attempt) return done(null, false, { message: 'the state is not ours' });
            carried.returnTo = attempt.returnTo;
            done(null, attempt.verifier);
          },
          (error: Error) => done(error, false),
        );
      },
    };
  }
}

/** Names of errors by which the provider refuses, or says what we cannot take for an identity. */
const refusals = new Set(['AuthorizationError', 'TokenError', 'UserInfoError', 'GooglePlusAPIError', 'ZodError']);

/** What the strategy could not do: refused by the provider, or the provider did not answer. */
function problemOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const status = findStatus(error);
  const refused = status !== undefined && status < 500;
  const known = error instanceof Error && refusals.has(error.name);
  return new AppError(refused || known ? 'sign-in-failed' : 'unavailable', { cause: causeOf(error, status) });
}

/** The errors of passport-oauth2 may have no message at all, which is all that other errors are logged by. */
function causeOf(error: unknown, status: number | undefined): unknown {
  if (!(error instanceof Error)) return error;
  const { code } = error as { code?: unknown };
  // An InternalOAuthError says what it was at, and what happened under oauthError.
  const inner = 'oauthError' in error && error.oauthError instanceof Error ? error.oauthError : undefined;
  return new Error([error.name, code, status, error.message].filter(Boolean).join(' '), inner ? { cause: inner } : {});
}

/** passport-oauth2 wraps the HTTP answer of the provider as `oauthError`. */
const findStatus = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('oauthError' in error)) return undefined;
  const inner = error.oauthError;
  return typeof inner === 'object' && inner !== null && 'statusCode' in inner && typeof inner.statusCode === 'number'
    ? inner.statusCode
    : undefined;
};
