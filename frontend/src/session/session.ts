/** Who is signed in, as far as the page knows. The access token lives in this object and nowhere else. */
import { AccessToken } from '@cspmexa/contracts';
import { z } from 'zod';
import type { Language } from '@cspmexa/contracts';

export type SessionState = 'starting' | 'signed-in' | 'signed-out' | 'unreachable';

interface Options {
  readonly fetch?: typeof globalThis.fetch;
  readonly language: () => Language;
  readonly now?: () => number;
  /** Tells the other tabs of a sign-out, and hears of theirs. */
  readonly tabs?: BroadcastChannel | undefined;
}

type Outcome = 'fresh' | 'ended' | 'unreachable';
const Announcement = z.literal('signed-out');
const renewAheadMs = 60_000;

/** Holds the access token, renews it ahead of time, and tells the page when the session ends. */
export class Session {
  #token: string | undefined;
  #expiresAt = 0;
  #state: SessionState = 'starting';
  #flight: Promise<Outcome> | undefined;
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
    this.#tabs?.addEventListener('message', ({ data }) => Announcement.safeParse(data).success && this.#drop());
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

  /** `fetch` with the access token and the language; renews once when the token was refused. */
  readonly fetch: typeof globalThis.fetch = async (input, init) => {
    if (this.#state === 'signed-in' && this.#now() > this.#expiresAt - renewAheadMs) await this.#renew();
    const sentWith = this.#token;
    const response = await this.#request(input, init);
    if (response.status !== 401 || sentWith === undefined) return response;
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
    const token = response?.ok ? AccessToken.safeParse(await response.json().catch(() => null)).data : undefined;
    if (token) {
      this.#token = token.accessToken;
      this.#expiresAt = Date.parse(token.expiresAt);
      this.#become('signed-in');
      return 'fresh';
    }
    if (response?.status !== 401 && response?.status !== 403) return 'unreachable';
    this.#drop();
    return 'ended';
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
