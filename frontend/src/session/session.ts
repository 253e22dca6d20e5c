/** Who is signed in, as far as the page knows. The access token lives in this object and nowhere else. */
import { Problem, SessionState as ServerState, type AccessToken, type Language } from '@cspmexa/contracts';
import { z } from 'zod';

/** `mfa-required` and `enrolment-required`: the person is known, and a step is missing before anything opens. */
export type SessionState =
  'starting' | 'signed-in' | 'signed-out' | 'unreachable' | 'mfa-required' | 'enrolment-required';

interface Options {
  readonly fetch?: typeof globalThis.fetch;
  readonly language: () => Language;
  readonly now?: () => number;
  /** Tells the other tabs of a sign-out, and hears of theirs. */
  readonly tabs?: BroadcastChannel | undefined;
}

type Outcome = 'fresh' | 'pending' | 'ended' | 'unreachable';
/** What tabs tell one another: the session ended, or it is another one now. */
const Announcement = z.enum(['signed-out', 'changed']);
const renewAheadMs = 60_000;

/** Holds the access token, renews it ahead of time, and tells the page when the session ends. */
export class Session {
  #token: string | undefined;
  #expiresAt = 0;
  #state: SessionState = 'starting';
  #flight: Promise<Outcome> | undefined;
  #proof: Promise<boolean> | undefined;
  #askForProof: (() => Promise<boolean>) | undefined;
  readonly #listeners = new Set<() => void>();
  readonly #send: typeof globalThis.fetch;
  readonly #language: () => Language;
  readonly #now: () => number;
  readonly #tabs: BroadcastChannel | undefined;

  constructor({ fetch = (...call) => globalThis.fetch(...call), language, now = Date.now, tabs }: Options) {
    this.#send = fetch;
    this.#language = language;
    this.#now = now;
    this.#tabs = tabs;
    this.#tabs?.addEventListener('message', ({ data }) => {
      const heard = Announcement.safeParse(data).data;
      if (heard === 'signed-out') this.#drop();
      // Whatever this tab shows belongs to somebody else now.
      if (heard === 'changed') globalThis.location.reload();
    });
  }

  get state(): SessionState {
    return this.#state;
  }

  /** For useSyncExternalStore. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Trades the session cookie for a token; called when the page loads and when a person tries again. */
  async start(): Promise<void> {
    const outcome = await this.#renew();
    if (outcome === 'unreachable' && this.#state !== 'signed-in') this.#become('unreachable');
  }

  /** Who asks the person for a fresh proof when something needs one; it resolves to whether they gave it. */
  onProofNeeded(ask: () => Promise<boolean>): () => void {
    this.#askForProof = ask;
    return () => {
      if (this.#askForProof === ask) this.#askForProof = undefined;
    };
  }

  /** Takes a token that a completed step or a fresh proof has given. */
  adopt({ accessToken, expiresAt }: AccessToken): void {
    this.#token = accessToken;
    this.#expiresAt = Date.parse(expiresAt);
    this.#become('signed-in');
  }

  /** Goes on with what the server says that the cookie is worth now, and has the other tabs do so, too. */
  change(state: ServerState): void {
    this.#take(state);
    this.#tabs?.postMessage('changed');
  }

  /**
   * `fetch` with the access token and the language. It renews once when the token was refused, and asks the person once
   * when a fresh proof is needed; then it asks again.
   */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    const response = await this.#fetchRenewed(input, init);
    if (response.status !== 403 || !this.#askForProof) return response;
    const problem = Problem.safeParse(
      await response
        .clone()
        .json()
        .catch(() => null),
    ).data;
    if (problem?.code !== 'step-up-required') return response;
    // Several refusals together are one question.
    this.#proof ??= this.#askForProof().finally(() => (this.#proof = undefined));
    return (await this.#proof) ? this.#fetchRenewed(input, init) : response;
  };

  readonly #fetchRenewed: typeof globalThis.fetch = async (input, init) => {
    if (this.#state === 'signed-in' && this.#now() > this.#expiresAt - renewAheadMs) await this.#renew();
    const sentWith = this.#token;
    const response = await this.#request(input, init);
    if (response.status !== 401 || sentWith === undefined) return response;
    // A token of a sign-in that lacks a step is renewed by starting over.
    if (this.#state !== 'signed-in') return response;
    const renewed = this.#token === sentWith ? (await this.#renew()) === 'fresh' : this.#token !== undefined;
    return renewed ? this.#request(input, init) : response;
  };

  /** Ends the session here, on the server and in the other tabs. */
  async signOut(): Promise<void> {
    await this.#request('/api/v1/auth/sign-out', { method: 'POST', credentials: 'same-origin' });
    this.#tabs?.postMessage('signed-out');
    this.#drop();
  }

  #request(input: Parameters<typeof fetch>[0], init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    headers.set('accept-language', this.#language() === 'pt' ? 'pt-BR' : 'en');
    if (this.#token) headers.set('authorization', `Bearer ${this.#token}`);
    return this.#send(input, { ...init, headers });
  }

  #renew(): Promise<Outcome> {
    this.#flight ??= inTurn(() => this.#refresh()).finally(() => (this.#flight = undefined));
    return this.#flight;
  }

  async #refresh(): Promise<Outcome> {
    const response = await this.#send('/api/v1/auth/refresh', {
      method: 'POST',
      credentials: 'same-origin',
      headers: { accept: 'application/json' },
    }).catch(() => undefined);
    const state = response?.ok ? ServerState.safeParse(await response.json().catch(() => null)).data : undefined;
    if (state) return this.#take(state);
    if (response?.status !== 401 && response?.status !== 403) return 'unreachable';
    this.#drop();
    return 'ended';
  }

  #take(state: ServerState): Outcome {
    if (state.state === 'signed-in') {
      this.adopt(state);
      return 'fresh';
    }
    this.#token = state.mfaToken;
    this.#expiresAt = Date.parse(state.expiresAt);
    this.#become(state.state);
    return 'pending';
  }

  #drop(): void {
    this.#token = undefined;
    this.#become('signed-out');
  }

  #become(state: SessionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}

/** Tabs share the cookie that a refresh rotates, so they refresh one after another. */
function inTurn(refresh: () => Promise<Outcome>): Promise<Outcome> {
  // Absent outside secure contexts, whatever the types say.
  const locks = globalThis.navigator?.locks as LockManager | undefined;
  return locks ? locks.request('cspmexa-refresh', refresh) : refresh();
}
