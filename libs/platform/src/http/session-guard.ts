/** Denies by default: a route needs a session with its permission unless it says that it is public. */
import type { Route } from '@cspmexa/contracts';
import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import type { Clock } from '../time/clock.js';
import { OPEN, ROUTE, type HandledRequest } from './handle.js';
import { refusalOf } from './may-ask.js';
import type { PendingSession, Session } from './session.js';

/** How the tokens that reach a service are read. What is missing is never accepted. */
export interface TokenReaders {
  readonly session?: ((token: string) => Promise<Session>) | undefined;
  readonly pending?: ((token: string) => Promise<PendingSession>) | undefined;
  /** The name of the service that a service token speaks for. */
  readonly caller?: ((token: string) => Promise<string>) | undefined;
}

/** Checks the bearer token, the permission of the route, and whether the proof behind the token is fresh enough for it. */
export class SessionGuard implements CanActivate {
  constructor(
    private readonly readers: TokenReaders,
    private readonly clock: Clock,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const handler = context.getHandler();
    // Written by @Handle and @OpenEndpoint under these keys.
    const route = Reflect.getMetadata(ROUTE, handler) as Route | undefined;
    if (!route) {
      if (Reflect.getMetadata(OPEN, handler) === true) return true;
      throw new AppError('forbidden');
    }
    const request = context.switchToHttp().getRequest<HandledRequest>();
    request.cspmexaRoute = route;
    if (route.permission !== 'public') await this.admit(route, request);
    return true;
  }

  private async admit(route: Route, request: HandledRequest): Promise<void> {
    const token = bearerOf(request.headers.authorization);
    if (route.permission === 'service') {
      request.cspmexaCaller = await read(this.readers.caller, token);
      return;
    }
    const who =
      route.permission === 'mfa-pending' ? await this.sessionOrPending(token) : await read(this.readers.session, token);
    if ('lacks' in who) request.cspmexaPending = who;
    else request.cspmexaSession = who;
    const refusal = refusalOf(route, who, this.clock.now().getTime());
    if (refusal) throw new AppError(refusal);
  }

  private async sessionOrPending(token: string): Promise<Session | PendingSession> {
    if (!this.readers.pending) return read(this.readers.session, token);
    return this.readers.pending(token).catch((error: unknown) => {
      if (error instanceof AppError && error.code === 'unauthenticated') return read(this.readers.session, token);
      throw error;
    });
  }
}

const unauthenticated = () => new AppError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });

/** The token of an Authorization header. @throws unauthenticated */
export function bearerOf(authorization: string | undefined): string {
  const token = /^Bearer +([\w.~+/-]+=*)$/i.exec((authorization ?? '').slice(0, 8_192))?.[1];
  if (!token) throw unauthenticated();
  return token;
}

async function read<T>(reader: ((token: string) => Promise<T>) | undefined, token: string): Promise<T> {
  if (!reader) throw unauthenticated();
  return reader(token);
}
