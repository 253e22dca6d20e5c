/** Calls to identity providers: bounded in time and size, whole or failed. */

/** Longer answers are no answers, in bytes. */
const maxAnswer = 262_144;

/** A `fetch` whose answers are there as a whole. */
export type BoundedFetch = (url: string, init?: RequestInit) => Promise<Response>;

/** A provider did not answer, or not with anything that can be read. */
export class ProviderTrouble extends Error {
  override readonly name = 'ProviderTrouble';
}

/**
 * Makes a `fetch` for the calls of one sign-in, which ends them all when `deadline` does. Redirects are not followed: the endpoints of a
 * provider have none, and a code or a token must not travel on. @throws ProviderTrouble
 */
export const boundedFetch =
  (deadline: AbortSignal): BoundedFetch =>
  async (url, init = {}) => {
    const signal = init.signal ? AbortSignal.any([deadline, init.signal]) : deadline;
    try {
      const response = await fetch(url, { ...init, redirect: 'manual', signal });
      const body = await bytesOf(response);
      const { status, headers } = response;
      // These may have no body, and the constructor insists.
      return new Response([204, 205, 304].includes(status) ? null : body, { status, headers });
    } catch (error) {
      const said = error instanceof Error ? error.message : String(error);
      throw new ProviderTrouble(`${new URL(url).host} did not answer: ${said}`, { cause: error });
    }
  };

/** Settles with `work`, or fails when the deadline comes first. What went on is left alone. @throws ProviderTrouble */
export async function within<T>(deadline: AbortSignal, work: Promise<T>): Promise<T> {
  let stop: (() => void) | undefined;
  const late = new Promise<never>((_, reject) => {
    stop = () => reject(new ProviderTrouble('The identity provider takes too long.'));
    if (deadline.aborted) stop();
    else deadline.addEventListener('abort', stop, { once: true });
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    if (stop) deadline.removeEventListener('abort', stop);
  }
}

async function bytesOf({ body, headers }: Response): Promise<Uint8Array<ArrayBuffer>> {
  if (!body) return new Uint8Array();
  const tooLarge = () => new Error('the answer is too large');
  if (Number(headers.get('content-length')) > maxAnswer) {
    await body.cancel();
    throw tooLarge();
  }
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxAnswer) throw tooLarge();
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
