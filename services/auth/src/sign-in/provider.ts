/** What the routes need of an identity provider, whichever it is. */
import type { SignInProvider } from '@cspmexa/contracts';
import type { Identity } from './admit.js';

export type ProviderId = SignInProvider['id'];

/** A start as it was noted, taken out once. */
export interface Attempt {
  /** Of PKCE. */
  readonly verifier: string;
  readonly nonce: string;
  readonly returnTo: string;
  /** The person was to be asked anew. */
  readonly again: boolean;
  readonly startedAt: Date;
}

/** Notes the PKCE verifier of a start. @returns the state for the provider. */
export type NoteStart = (verifier: string) => Promise<string>;

export interface IdentityProvider {
  readonly id: ProviderId;
  /** As people know it. */
  readonly name: string;
  /** Where the browser goes. @throws unavailable */
  start(start: { readonly nonce: string; readonly again: boolean; readonly note: NoteStart }): Promise<string>;
  /** Who came back. `callback` is the whole address of the callback. @throws sign-in-failed, unavailable */
  finish(callback: URL, attempt: Attempt): Promise<Identity>;
}
