/** passport-google-oauth20 without passport's middleware: each start and each callback runs a child of one strategy, which keeps nothing. */
import type { Request } from 'express';
import { Strategy, type Profile, type StrategyOptions } from 'passport-google-oauth20';
import type { BoundedFetch } from '../bounded-fetch.js';
import type { Attempt, NoteStart } from '../provider.js';
import { providerRequest, type ProviderRequest } from './provider-request.js';

export interface GoogleStrategySettings {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly callbackUrl: string;
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly userinfoUrl: string;
}

/** What Google gave for a code. */
export interface Grant {
  readonly idToken: unknown;
  readonly userinfo: unknown;
}

type Stored = (error: Error | null, state?: string) => void;
type Loaded = (error: Error | null, verifier: string | false, state?: unknown) => void;
type Verified = (error: Error | null, grant?: Grant) => void;

/** What passport reads of a request, and what one run of ours carries through it to the state store. */
interface Run {
  readonly query: Readonly<Record<string, string>>;
  readonly note?: NoteStart;
  readonly verifier?: string;
}

/** What passport's own middleware gives to each child; without it we do. */
interface Child {
  _oauth2: { _request: ProviderRequest };
  success: (grant: Grant) => void;
  fail: (challenge: unknown) => void;
  error: (error: unknown) => void;
  redirect: (url: string) => void;
  authenticate: (run: Run, options: object) => void;
}

/** Google refused, or the strategy could not read what it said. */
export class GoogleRefused extends Error {
  override readonly name = 'GoogleRefused';
}

export class GoogleStrategy {
  private readonly strategy: Strategy;

  constructor({
    clientId,
    clientSecret,
    callbackUrl,
    authorizationUrl,
    tokenUrl,
    userinfoUrl,
  }: GoogleStrategySettings) {
    const options = {
      clientID: clientId,
      clientSecret,
      callbackURL: callbackUrl,
      authorizationURL: authorizationUrl,
      tokenURL: tokenUrl,
      userProfileURL: userinfoUrl,
      scope: ['openid', 'email', 'profile'],
      pkce: true,
      state: true,
      store: stateStore,
    };
    // The typings know neither pkce nor a store of one's own; passport-oauth2 reads both.
    this.strategy = new NonceStrategy(
      options as unknown as StrategyOptions,
      // Five parameters: passport-oauth2 counts them to know that the whole token answer is wanted.
      (_access: string, _refresh: string, token: { id_token?: unknown }, profile: Profile, done: unknown) =>
        (done as Verified)(null, { idToken: token.id_token, userinfo: profile._json }),
    );
  }

  /** The address that asks the person. */
  async start(nonce: string, note: NoteStart): Promise<string> {
    const end = await this.run({ query: {}, note }, refuseToFetch, { nonce, prompt: 'select_account' });
    if (typeof end !== 'string') throw new Error('The strategy did not lead to Google.');
    return end;
  }

  /** Trades the code of a callback whose state was right. @throws GoogleRefused, ProviderTrouble, and errors of passport-oauth2 */
  async finish(code: string, { verifier }: Attempt, fetch: BoundedFetch): Promise<Grant> {
    // The strategy asks its store only when there is a state; ours has been compared already.
    const end = await this.run({ query: { code, state: 'compared' }, verifier }, fetch, {});
    if (typeof end === 'string') throw new Error('The strategy did not take it for a callback.');
    return end;
  }

  private run(run: Run, fetch: BoundedFetch, options: object): Promise<string | Grant> {
    return new Promise((resolve, reject) => {
      // "Protected" in passport-oauth2's words: strategies may reach for _oauth2. The typings leave it and passport's five out.
      const child = Object.create(this.strategy) as unknown as Child;
      child._oauth2 = Object.assign(Object.create(child._oauth2) as Child['_oauth2'], {
        _request: providerRequest(fetch),
      });
      child.success = resolve;
      child.redirect = resolve;
      child.error = reject;
      child.fail = () => reject(new GoogleRefused('the strategy refused'));
      child.authenticate(run, { session: false, ...options });
    });
  }
}

const refuseToFetch: BoundedFetch = () => Promise.reject(new Error('A start asks Google nothing.'));

/** The strategy knows every parameter of Google but the nonce. */
class NonceStrategy extends Strategy {
  override authorizationParams(options: { readonly nonce?: string }): object {
    const { nonce } = options;
    return { ...super.authorizationParams(options), ...(nonce ? { nonce } : {}) };
  }
}

/** Where passport-oauth2 puts the verifier of a start, and gets it back. It looks at the number of parameters to know what it may pass. */
const stateStore = {
  store({ note }: Request & Run, verifier: string, _state: unknown, _meta: unknown, done: Stored): void {
    if (!note) return done(new Error('This is no start.'));
    note(verifier).then(
      (state) => done(null, state),
      (error: Error) => done(error),
    );
  },
  verify({ verifier }: Request & Run, _state: unknown, done: Loaded): void {
    done(null, verifier ?? false);
  },
};
