/** The part of `fetch` that calls between services need, with an agent of our choice, which Node's own cannot be given. */
import { request, type Agent } from 'node:https';

/** Like fetch for `https:` addresses: bodies are texts, redirects are answers, an answer of more than a megabyte is an error. */
export function agentFetch(agent: Agent): typeof fetch {
  return async (input, init = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.protocol !== 'https:')
      throw new TypeError(`${url.protocol} is not spoken between services here: use https.`);
    if (init.body !== undefined && init.body !== null && typeof init.body !== 'string')
      throw new TypeError('Only texts are sent.');
    return send(url, agent, init, init.body ?? undefined);
  };
}

/** In bytes. */
const largestAnswer = 1_048_576;

function send(url: URL, agent: Agent, init: RequestInit, body: string | undefined): Promise<Response> {
  const headers = new Headers(init.headers);
  if (body !== undefined) headers.set('content-length', String(Buffer.byteLength(body)));
  return new Promise((resolve, reject) => {
    const outgoing = request(
      url,
      { agent, method: init.method ?? 'GET', headers: Object.fromEntries(headers), signal: init.signal ?? undefined },
      (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          length += chunk.length;
          if (length > largestAnswer) incoming.destroy(new Error('The answer is too large.'));
        });
        incoming.on('error', reject);
        incoming.on('end', () => {
          const status = incoming.statusCode ?? 500;
          const content = [204, 205, 304].includes(status) ? null : Buffer.concat(chunks);
          resolve(new Response(content, { status, headers: headersOf(incoming.rawHeaders) }));
        });
      },
    );
    // The signal's own reason, as fetch does it.
    outgoing.on('error', (error) => reject(init.signal?.aborted ? init.signal.reason : error));
    outgoing.end(body);
  });
}

function headersOf(raw: readonly string[]): Headers {
  const headers = new Headers();
  for (let at = 0; at + 1 < raw.length; at += 2) headers.append(raw[at] ?? '', raw[at + 1] ?? '');
  return headers;
}
