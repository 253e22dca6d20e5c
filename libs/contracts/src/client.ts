/** A typed client over fetch, made from the routes: `client.listFindings({ query: { status: ['open'] } })`. */
import { Problem } from './errors.js';
import type { Route, RouteArguments, RouteResponse } from './route.js';
import { routes, type Routes } from './routes/index.js';

/** A refusal of the API, with the problem that it answered. `status` 0: no answer came. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem | undefined,
    options?: ErrorOptions,
  ) {
    super(problem?.detail ?? problem?.title ?? `The API answered ${status}.`, options);
    this.name = 'ApiError';
  }
}

type Call<R extends Route> = keyof RouteArguments<R> extends never
  ? (input?: Record<never, never>, init?: CallOptions) => Promise<RouteResponse<R>>
  : (input: RouteArguments<R>, init?: CallOptions) => Promise<RouteResponse<R>>;

export type ApiClient = { readonly [Id in keyof Routes]: Call<Routes[Id]> };

interface CallOptions {
  readonly signal?: AbortSignal;
}

/** What the client needs from its surroundings. `headers` is asked before every call, for the access token and the language. */
export interface ClientOptions {
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  readonly headers?: () => Record<string, string> | Promise<Record<string, string>>;
}

interface Parts {
  readonly params?: Record<string, unknown>;
  readonly query?: Record<string, unknown>;
  readonly body?: unknown;
}

/** The path and query string of a call. Lists become repeated fields; undefined and null are left out. */
export function urlOf(route: Route, { params = {}, query = {} }: Parts): string {
  const path = route.path.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params[name])));
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query))
    for (const item of Array.isArray(value) ? value : [value])
      if (item !== undefined && item !== null) search.append(name, String(item));
  return search.size > 0 ? `${path}?${search}` : path;
}

/** Builds the client. Every call resolves to the parsed success or throws `ApiError`. */
export function createClient({ baseUrl, fetch: send = globalThis.fetch, headers }: ClientOptions): ApiClient {
  const call = async (route: Route, parts: Parts = {}, { signal }: CallOptions = {}): Promise<unknown> => {
    const response = await send(baseUrl + urlOf(route, parts), {
      method: route.method,
      headers: {
        accept: 'application/json',
        ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(await headers?.()),
      },
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      ...(signal ? { signal } : {}),
      credentials: 'same-origin',
    }).catch((cause: unknown) => {
      throw new ApiError(0, undefined, { cause });
    });
    if (!response.ok)
      throw new ApiError(response.status, Problem.safeParse(await response.json().catch(() => null)).data);
    return route.response === 'none' ? undefined : route.response.parse(await response.json());
  };
  const entries = Object.entries(routes).map(([id, route]) => [
    id,
    (parts?: Parts, options?: CallOptions) => call(route, parts, options),
  ]);
  // The entries are built from the same table that ApiClient is derived from.
  return Object.fromEntries(entries) as ApiClient;
}
