/** node-oauth's one way out, on our bounded fetch: its own waits for ever and takes whatever comes. */
import type { BoundedFetch } from '../bounded-fetch.js';

/** node-oauth's callback: `{ statusCode, data }` for a refusal, an Error when there was no answer. */
type Answered = (error: Error | { statusCode: number; data: string } | null, body?: string) => void;

/** The signature of OAuth2.prototype._request. */
export type ProviderRequest = (
  method: string,
  url: string,
  headers: Readonly<Record<string, string>> | null,
  body: string | null,
  accessToken: string | null,
  done: Answered,
) => void;

/** Makes the function that makes one request. */
export const providerRequest =
  (fetch: BoundedFetch): ProviderRequest =>
  (method, url, headers, body, accessToken, done) => {
    const bearer = accessToken ? { authorization: `Bearer ${accessToken}` } : {};
    const init = {
      method,
      headers: { accept: 'application/json', ...headers, ...bearer },
      ...(body ? { body } : {}),
    };
    fetch(url, init)
      .then(async (response) => ({ ok: response.ok, statusCode: response.status, data: await response.text() }))
      .then(
        ({ ok, statusCode, data }) => {
          if (!ok) return done({ statusCode, data });
          try {
            done(null, data);
          } catch (error) {
            // The strategy trips over JSON that is no object, and nobody above would catch it.
            done(asError(error));
          }
        },
        (error: unknown) => done(asError(error)),
      );
  };

const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));
