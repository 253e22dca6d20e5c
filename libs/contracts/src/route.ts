/** One object per operation: it validates the request on the server, names the permission, types the client and draws the OpenAPI page. */
import type { z } from 'zod';
import type { ErrorCode } from './errors.js';
import type { Permission } from './permissions.js';

export type Service = 'auth' | 'collector' | 'policy-engine' | 'notification' | 'api-gateway';
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

type Schema = z.ZodType;

/** The parts of a request that a route reads. What is not named here must not be sent. */
export interface RequestSchemas {
  readonly params?: Schema;
  readonly query?: Schema;
  readonly body?: Schema;
}

export interface Route<
  Request extends RequestSchemas = RequestSchemas,
  Response extends Schema | 'none' = Schema | 'none',
> {
  /** Unique; the name of the method on the typed client and the operationId. */
  readonly id: string;
  readonly service: Service;
  readonly method: Method;
  /** Below `/api` at the gateway and at the root of the service, with `:name` parameters, for example `/v1/findings/:findingId`. */
  readonly path: string;
  /**
   * `public`: no session needed. `signed-in`: any member. `mfa-pending`: a sign-in that still needs its code may ask, too.
   * `service`: another service of ours, never a person; the gateway does not lead there.
   */
  readonly permission: Permission | 'public' | 'signed-in' | 'mfa-pending' | 'service';
  /** The person must have proven within the last five minutes that it is them; an API token cannot. */
  readonly stepUp?: true;
  /** It starts long work: ten a minute. */
  readonly cost?: 'expensive';
  /** How long the gateway waits for its answer, in milliseconds, where that is longer than it waits for others. */
  readonly patienceMs?: number;
  /** Why it is not in the audit trail although it is no GET. Without it every success writes one row. */
  readonly unaudited?: string;
  readonly summary: string;
  readonly request: Request;
  readonly response: Response;
  /** The status of a success; 200 with a body and 204 without one unless it says otherwise. */
  readonly status?: number;
  /** Errors that callers should expect, beside invalid-input, unauthenticated, forbidden and rate-limited. */
  readonly errors?: readonly ErrorCode[];
}

/** Declares a route; an identity function that keeps the literal types. */
export const defineRoute = <const Request extends RequestSchemas, const Response extends Schema | 'none'>(
  route: Route<Request, Response>,
): Route<Request, Response> => route;

type Parsed<S> = S extends Schema ? z.output<S> : undefined;
type Given<S> = S extends Schema ? z.input<S> : undefined;
type Present<T> = { [K in keyof T as T[K] extends undefined ? never : K]: T[K] };

/** What a handler receives: the parsed parts of the request. */
export type RouteInput<R extends Route> = Present<{
  params: Parsed<R['request']['params']>;
  query: Parsed<R['request']['query']>;
  body: Parsed<R['request']['body']>;
}>;

/** What a caller gives: the parts before defaults are filled in. */
export type RouteArguments<R extends Route> = Present<{
  params: Given<R['request']['params']>;
  query: Given<R['request']['query']>;
  body: Given<R['request']['body']>;
}>;

/** What a success answers. */
export type RouteResponse<R extends Route> = R['response'] extends Schema ? z.output<R['response']> : undefined;
