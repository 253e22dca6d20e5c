/** Calls to the identity provider: bounded in time and size, whole or failed. It takes the place of node-oauth's own, which waits for ever. */

/** Longest wait for one whole answer, in milliseconds. A sign-in makes two calls. */
export const providerTimeoutMs = 4_000;
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

/** Makes one request. Redirects are not followed: the provider's endpoints have none, and a code or a token must not travel on. */
export const providerRequest: ProviderRequest = (method, url, headers, body, accessToken, done) => {
  ask(method, url, { ...headers, ...(accessToken ? { authorization: `Bearer ${accessToken}` } : {}) }, body).then(
    ({ ok, statusCode, data }) => (ok ? done(null, data) : done({ statusCode, data })),
    (error: unknown) => done(error instanceof Error ? error : new Error(String(error))),
  );
};

async function ask(method: string, url: string, headers: Record<string, string>, body: string | null) {
  const response = await fetch(url, {
    method,
    headers: { accept: 'application/json', ...headers },
    ...(body ? { body } : {}),
    redirect: 'manual',
    signal: AbortSignal.timeout(providerTimeoutMs),
  });
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
