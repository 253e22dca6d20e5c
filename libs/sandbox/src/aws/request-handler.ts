/** The sandbox accounts behind an SDK client: a `requestHandler` that answers without any network. */
import { Readable } from 'node:stream';
import { abortError, cloudOf, pause, type Accounts } from './delivery.js';
import type { SandboxRequest, SandboxResponse } from './http.js';

/** The part of the SDK's request that the sandbox reads. */
interface SdkRequest {
  method: string;
  hostname: string;
  path: string;
  query?: Record<string, string | string[] | null>;
  headers: Record<string, string>;
  body?: unknown;
}

/** What the SDK gives with a request. */
interface SdkOptions {
  abortSignal?: unknown;
  requestTimeout?: number;
}

/** The answer in the form that SDK clients read. */
interface SdkResponse {
  response: { statusCode: number; reason?: string; headers: Record<string, string>; body: Readable };
}

/** A handler for the `requestHandler` of any SDK v3 client. */
export interface SandboxRequestHandler {
  readonly metadata: { handlerProtocol: string };
  handle(request: SdkRequest, options?: SdkOptions): Promise<SdkResponse>;
  destroy(): void;
  updateHttpClientConfig(key: string, value: unknown): void;
  httpHandlerConfigs(): Record<string, never>;
}

/** Options of the handler. */
export interface SandboxRequestHandlerOptions {
  /** Milliseconds until a request that is never answered fails with TimeoutError; never unless given. */
  requestTimeoutMs?: number;
}

/** Makes a handler that answers from the accounts' state. */
export function sandboxRequestHandler(
  accounts: Accounts,
  { requestTimeoutMs }: SandboxRequestHandlerOptions = {},
): SandboxRequestHandler {
  const cloud = cloudOf(accounts);
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    handle: async (sdkRequest, { abortSignal, requestTimeout } = {}) => {
      const signal = abortSignal instanceof AbortSignal ? abortSignal : undefined;
      if (signal?.aborted === true) throw abortError();
      const request = await toRequest(sdkRequest);
      const account = cloud.accountOf(request);
      const response = cloud.handle(request);
      await pause(account.latencyMs, signal);
      return deliver(response, signal, requestTimeout ?? requestTimeoutMs);
    },
  };
}

async function toRequest(request: SdkRequest): Promise<SandboxRequest> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name.toLowerCase()] = value;
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.query ?? {})) {
    query[name] = Array.isArray(value) ? value.join(',') : (value ?? '');
  }
  const body = await toBytes(request.body);
  return { method: request.method, host: request.hostname, path: request.path, query, headers, body };
}

async function toBytes(body: unknown): Promise<Buffer> {
  if (body === undefined || body === null) return Buffer.alloc(0);
  if (typeof body === 'string') return Buffer.from(body);
  if (body instanceof Uint8Array) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  if (!(body instanceof Readable)) throw new TypeError('The sandbox reads bodies of text, bytes or Node streams.');
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(Buffer.from(chunk as Uint8Array)); // request streams give bytes
  return Buffer.concat(chunks);
}

async function deliver(
  response: SandboxResponse,
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
): Promise<SdkResponse> {
  if (response.delivery === 'never') {
    await pause(timeoutMs ?? 2_147_483_647, signal);
    throw Object.assign(new Error(`Connection timed out after ${timeoutMs} ms`), {
      name: 'TimeoutError',
      code: 'ETIMEDOUT',
    });
  }
  if (response.delivery === 'reset') {
    // The SDK's own handler gives a connection that breaks this name, by which its retries know it.
    throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', name: 'TimeoutError' });
  }
  const body = response.delivery === 'truncated' ? cut(response.body) : Readable.from([response.body]);
  const headers = { ...response.headers, 'content-length': String(response.body.length) };
  return { response: { statusCode: response.status, headers, body } };
}

/** The first half of a body, and then the error of a connection that broke. */
function cut(body: Buffer): Readable {
  async function* halves(): AsyncGenerator<Buffer> {
    yield await Promise.resolve(body.subarray(0, Math.floor(body.length / 2)));
    throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
  }
  return Readable.from(halves());
}
