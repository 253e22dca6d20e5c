import { refreshSession, signOut, type RouteResponse } from '@cspmexa/contracts';
import { AppError, Handle } from '@cspmexa/platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type AuthConfig } from '../config.js';
import { KeyStore } from '../keys/key-store.js';
import { cookieNames, cookieOf, cookieOptions, type CookieNames } from './cookies.js';
import { isOurOrigin } from './origin.js';
import { limits } from './refresh.js';
import { SessionStore } from './session.store.js';

@Controller()
export class SessionsController {
  private readonly names: CookieNames;

  constructor(
    private readonly sessions: SessionStore,
    private readonly keys: KeyStore,
    @Inject(CONFIG) private readonly config: AuthConfig,
  ) {
    this.names = cookieNames(config.PUBLIC_URL);
  }

  @Handle(refreshSession)
  async refresh(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof refreshSession>> {
    const token = this.tokenOf(request);
    const refreshed = token ? await this.sessions.refresh(token) : { outcome: 'ended' as const };
    if (refreshed.outcome === 'ended') {
      if (token) this.forget(response);
      throw new AppError('session-ended');
    }
    if (refreshed.token)
      response.cookie(this.names.session, refreshed.token, cookieOptions(this.names, 'session', limits.absoluteMs));
    response.set('Cache-Control', 'no-store');
    return this.keys.sign(refreshed.session);
  }

  @Handle(signOut)
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = this.tokenOf(request);
    if (token) await this.sessions.end(token);
    this.forget(response);
  }

  private tokenOf(request: Request): string | undefined {
    const headers = { origin: request.get('origin'), fetchSite: request.get('sec-fetch-site') };
    if (!isOurOrigin(this.config.PUBLIC_URL, headers)) throw new AppError('untrusted-origin');
    return cookieOf(request, this.names.session)?.slice(0, 200);
  }

  private forget(response: Response): void {
    const { maxAge: _, ...options } = cookieOptions(this.names, 'session', 0);
    response.clearCookie(this.names.session, options);
  }
}
