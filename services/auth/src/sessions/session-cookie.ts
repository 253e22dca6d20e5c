/** The cookie that holds a session's refresh token. */
import { AppError } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type AuthConfig } from '../config.js';
import { cookieNames, cookieOf, cookieOptions, type CookieNames } from './cookies.js';
import { isOurOrigin } from './origin.js';
import { limits } from './refresh.js';

/** Longer ones are not ours. */
const longestToken = 200;

@Injectable()
export class SessionCookie {
  private readonly names: CookieNames;

  constructor(@Inject(CONFIG) private readonly config: AuthConfig) {
    this.names = cookieNames(config.PUBLIC_URL);
  }

  /** Its value. @throws untrusted-origin unless one of our pages sent the request */
  of(request: Request): string | undefined {
    this.checkOrigin(request);
    return cookieOf(request, this.names.session)?.slice(0, longestToken);
  }

  /** @throws untrusted-origin unless one of our pages sent the request */
  checkOrigin(request: Request): void {
    const headers = { origin: request.get('origin'), fetchSite: request.get('sec-fetch-site') };
    if (!isOurOrigin(this.config.PUBLIC_URL, headers)) throw new AppError('untrusted-origin');
  }

  give(response: Response, token: string): void {
    response.cookie(this.names.session, token, cookieOptions(this.names, 'session', limits.absoluteMs));
  }

  forget(response: Response): void {
    const { maxAge: _, ...options } = cookieOptions(this.names, 'session', 0);
    response.clearCookie(this.names.session, options);
  }
}
