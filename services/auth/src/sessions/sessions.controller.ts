import { refreshSession, signOut, type RouteResponse } from '@cspmexa/contracts';
import { AppError, Handle } from '@cspmexa/platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { KeyStore } from '../keys/key-store.js';
import { RefreshStore } from './refresh.store.js';
import { SessionCookie } from './session-cookie.js';

/** What the session cookie is for. */
@Controller()
export class SessionsController {
  constructor(
    private readonly refreshes: RefreshStore,
    private readonly keys: KeyStore,
    private readonly cookie: SessionCookie,
  ) {}

  @Handle(refreshSession)
  async refresh(
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof refreshSession>> {
    const token = this.cookie.of(request);
    const refreshed = token ? await this.refreshes.refresh(token) : { outcome: 'ended' as const };
    if (refreshed.outcome === 'ended') {
      if (token) this.cookie.forget(response);
      throw new AppError('session-ended');
    }
    if (refreshed.token) this.cookie.give(response, refreshed.token);
    response.set('Cache-Control', 'no-store');
    return this.keys.signState(refreshed.state);
  }

  @Handle(signOut)
  async end(@Req() request: Request, @Res({ passthrough: true }) response: Response): Promise<void> {
    const token = this.cookie.of(request);
    if (token) await this.refreshes.signOut(token);
    this.cookie.forget(response);
  }
}
