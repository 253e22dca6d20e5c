/** What the gateway asks the auth service in its own name. */
import {
  internalRoutes,
  Problem,
  urlOf,
  type Route,
  type RouteArguments,
  type RouteResponse,
} from '@cspmexa/contracts';
import { AppError, currentTrace, formatTraceparent, type ServiceIdentity, type ServiceTls } from '@cspmexa/platform';

type Routes = typeof internalRoutes;
/** Sessions whose access tokens are refused, and where to go on. */
export type Revocations = RouteResponse<Routes['listRevocations']>;
/** An access token and when it ends. */
export type ApiTokenSession = RouteResponse<Routes['openApiTokenSession']>;
/** What the gateway refused: a tenant, and a row of its audit trail. */
export type Refusal = RouteArguments<Routes['recordRefusals']>['body']['items'][number];

/** Every call rejects with `unavailable` when auth does not answer in time, or answers what it should not. */
export interface AuthClient {
  /** Revocations after a sequence number; 0 for all. */
  listRevocations(after: number): Promise<Revocations>;
  /** Trades an API token for an access token. @throws unauthenticated when the token opens nothing */
  openApiTokenSession(token: string, address: string | null): Promise<ApiTokenSession>;
  /** Hands refusals to the audit trail, 200 at most. Safe to repeat. */
  recordRefusals(items: readonly Refusal[]): Promise<void>;
}

export interface AuthClientSettings {
  /** Where auth listens. */
  readonly url: string;
  readonly identity: ServiceIdentity;
  /** The gateway's certificate, where services speak TLS. */
  readonly tls?: ServiceTls | undefined;
  /** How long auth may take to answer, in milliseconds; 3,000 unless it says otherwise. */
  readonly timeoutMs?: number;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/** Builds the client. It opens no connection before it is asked. */
export function authClient({ url, identity, tls, timeoutMs = 3_000 }: AuthClientSettings): AuthClient {
  const send = tls?.fetch ?? fetch;
  const ask = async (route: Route, parts: { readonly query?: object; readonly body?: unknown }): Promise<Answer> => {
    const trace = currentTrace();
    const response = await send(url + urlOf(route, { query: { ...parts.query } }), {
      method: route.method,
      headers: {
        accept: 'application/json',
        authorization: `Bearer ${await identity.token('auth')}`,
        ...(parts.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(trace ? { traceparent: formatTraceparent(trace) } : {}),
      },
      ...(parts.body === undefined ? {} : { body: JSON.stringify(parts.body) }),
      redirect: 'manual',
      // For the body of the answer, too.
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: response.status, text: await response.text() };
  };
  const call = async <R extends Route>(route: R, parts: RouteArguments<R>): Promise<RouteResponse<R>> => {
    const answer = await ask(route, parts).catch((cause: unknown) => {
      throw new AppError('unavailable', { cause });
    });
    return read(route, answer);
  };
  return {
    listRevocations: (after) => call(internalRoutes.listRevocations, { query: { after } }),
    openApiTokenSession: (token, address) => call(internalRoutes.openApiTokenSession, { body: { token, address } }),
    recordRefusals: (items) => call(internalRoutes.recordRefusals, { body: { items: [...items] } }),
  };
}

/** The parsed success. What the contract names as an error is thrown as such; all else is `unavailable`: people are told nothing of what is between us and auth. */
function read<R extends Route>(route: R, { status, text }: Answer): RouteResponse<R> {
  try {
    if (status >= 200 && status < 300)
      // The route's own schema has parsed it.
      return (route.response === 'none' ? undefined : route.response.parse(JSON.parse(text))) as RouteResponse<R>;
    const { code } = Problem.parse(JSON.parse(text));
    if (route.errors?.includes(code)) throw new AppError(code);
    throw new Error(`${route.id} was answered with ${status} ${code}.`);
  } catch (cause) {
    throw cause instanceof AppError ? cause : new AppError('unavailable', { cause });
  }
}
