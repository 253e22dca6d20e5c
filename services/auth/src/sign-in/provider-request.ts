/** Calls to the identity provider: bounded in time and size, whole or failed. It takes the place of node-oauth's own, which waits for ever. */

/** Longer answers are no answers, in bytes. */
const maxAnswer = 262_144;

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

/**
 * Makes the function that makes one request, whole within `timeoutMs`. Redirects are not followed: the provider's endpoints have none,
 * and a code or a token must not travel on.
 */
export const providerRequest =
  (timeoutMs: number): ProviderRequest =>
  (method, url, headers, body, accessToken, done) => {
    const bearer = accessToken ? { authorization: `Bearer ${accessToken}` } : {};
    ask(url, {
      method,
      headers: { accept: 'application/json', ...headers, ...bearer },
      ...(body ? { body } : {}),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    }).then(
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

async function ask(url: string, init: RequestInit) {
  const response = await fetch(url, init);
  return { ok: response.ok, statusCode: response.status, data: await textOf(response) };
}

async function textOf({ body }: Response): Promise<string> {
  if (!body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswer) throw new Error('The answer of the identity provider is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
