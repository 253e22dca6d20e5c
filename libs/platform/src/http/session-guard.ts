/** Denies by default: a route needs a session with its permission unless it says that it is public. */
import { rolePermissions, type Route } from '@cspmexa/contracts';
import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { AppError } from '../errors/app-error.js';
import { OPEN, ROUTE, type HandledRequest } from './handle.js';
import type { Session } from './session.js';

/** Checks the bearer token and the permission of the route. */
export class SessionGuard implements CanActivate {
  constructor(private readonly verify: ((token: string) => Promise<Session>) | undefined) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    const handler = context.getHandler();
    // Written by @Handle and @OpenEndpoint under these keys.
    const route = Reflect.getMetadata(ROUTE, handler) as Route | undefined;
    if (!route) {
      if (Reflect.getMetadata(OPEN, handler) === true) return true;
      throw new AppError('forbidden');
    }
    if (route.permission === 'public') return true;
    const request = context.switchToHttp().getRequest<HandledRequest>();
    const session = await this.authenticate(request.headers.authorization);
    if (route.permission !== 'signed-in' && !rolePermissions[session.role].has(route.permission)) {
      throw new AppError('forbidden');
    }
    request.cspmexaSession = session;
    return true;
  }

  private async authenticate(authorization: string | undefined): Promise<Session> {
    const token = /^Bearer +([\w.~+/-]+=*)$/i.exec((authorization ?? '').slice(0, 8_192))?.[1];
    if (!token || !this.verify) {
      throw new AppError('unauthenticated', { headers: { 'WWW-Authenticate': 'Bearer' } });
    }
    return this.verify(token);
  }
}
