/** Decorators that turn a contract's Route into a Nest handler. */
import type { Method, Route } from '@cspmexa/contracts';
import {
  applyDecorators,
  createParamDecorator,
  HttpCode,
  RequestMapping,
  RequestMethod,
  SetMetadata,
  type ExecutionContext,
} from '@nestjs/common';
import type { Request } from 'express';
import { AppError } from '../errors/app-error.js';
import type { RequestContext } from './request-context.js';
import type { PendingSession as PendingSessionType, Session as SessionType } from './session.js';

/** Metadata key of a handler's Route. */
export const ROUTE = 'cspmexa:route';
/** Metadata key of a handler that does without a Route. */
export const OPEN = 'cspmexa:open';

/** What the guard and the interceptor leave on a request for the handler. */
export interface HandledRequest extends Request {
  cspmexaRoute?: Route;
  cspmexaSession?: SessionType;
  cspmexaPending?: PendingSessionType;
  /** The service that asks, on a route between services. */
  cspmexaCaller?: string;
  cspmexaInput?: Record<string, unknown>;
  /** Once the handler runs. */
  cspmexaAsked?: RequestContext;
}

const requestMethods: Readonly<Record<Method, RequestMethod>> = {
  GET: RequestMethod.GET,
  POST: RequestMethod.POST,
  PUT: RequestMethod.PUT,
  PATCH: RequestMethod.PATCH,
  DELETE: RequestMethod.DELETE,
};

/** Serves a route: its method, path and status, its permission, its input schemas and its response schema. */
export const Handle = (route: Route): MethodDecorator =>
  applyDecorators(
    SetMetadata(ROUTE, route),
    RequestMapping({ path: route.path, method: requestMethods[route.method] }),
    HttpCode(route.status ?? (route.response === 'none' ? 204 : 200)),
  );

/** Marks a raw Nest handler that checks by itself who may call it, for example a stream. Handlers without this and without @Handle are refused at start. */
export const OpenEndpoint = (): MethodDecorator => SetMetadata(OPEN, true);

/** The parsed input of the route: RouteInput<typeof route>. */
export const Input = createParamDecorator(
  (_: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<HandledRequest>().cspmexaInput,
);

/** The verified session; throws `unauthenticated` on a public route, which has none. */
export const Session = createParamDecorator((_: unknown, context: ExecutionContext): SessionType => {
  const session = context.switchToHttp().getRequest<HandledRequest>().cspmexaSession;
  if (!session) throw new AppError('unauthenticated');
  return session;
});
export type Session = SessionType;

/** Whoever asks on a route for `mfa-pending`: a session, or a sign-in that lacks a step. */
export const SessionOrPending = createParamDecorator(
  (_: unknown, context: ExecutionContext): SessionType | PendingSessionType => {
    const { cspmexaSession, cspmexaPending } = context.switchToHttp().getRequest<HandledRequest>();
    const who = cspmexaSession ?? cspmexaPending;
    if (!who) throw new AppError('unauthenticated');
    return who;
  },
);
export type SessionOrPending = SessionType | PendingSessionType;
