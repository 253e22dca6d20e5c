import { finishGoogleSignIn, startGoogleSignIn, type RouteInput } from '@cspmexa/contracts';
import { asAppError, Handle, Input, LOGGER, type Logger } from '@cspmexa/platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, isLoopback, type AuthConfig } from '../config.js';
import { MemberStore } from '../members/member.store.js';
import { cookieNames, cookieOptions } from '../sessions/cookies.js';
import { limits } from '../sessions/refresh.js';
import { AttemptStore } from './attempt.store.js';
import { GoogleSignIn } from './google-strategy.js';

@Controller()
export class SignInController {
  private readonly google: GoogleSignIn;

  constructor(
    private readonly members: MemberStore,
    attempts: AttemptStore,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    this.google = new GoogleSignIn(config, attempts);
  }

  @Handle(startGoogleSignIn)
  async start(
    @Input() { query }: RouteInput<typeof startGoogleSignIn>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const returnTo = query.returnTo ?? '/';
    const ours = new URL(this.config.PUBLIC_URL);
    const host = request.get('x-forwarded-host');
    // Cookies belong to one name of the host, and Google comes back to the public one: start there.
    if (host !== undefined && host !== ours.host && isLoopback(ours.origin) && isLoopbackHost(host))
      return response.redirect(302, `${ours.origin}/api/v1/auth/google?returnTo=${encodeURIComponent(returnTo)}`);
    await this.explain(response, () => this.google.start(request, response, returnTo));
  }

  @Handle(finishGoogleSignIn)
  async finish(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.explain(response, async () => {
      const { identity, returnTo } = await this.google.finish(request, response);
      const token = await this.members.signIn(identity);
      const names = cookieNames(this.config.PUBLIC_URL);
      response.cookie(names.session, token, cookieOptions(names, 'session', limits.absoluteMs));
      response.redirect(302, returnTo);
    });
  }

  /** A person is looking at this: whatever goes wrong, a page explains it in their language. */
  private async explain(response: Response, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      const { code, cause, status } = asAppError(error);
      if (status >= 500) this.logger.error({ error: cause ?? error }, 'a sign-in failed');
      else this.logger.warn({ code, cause }, 'a sign-in was refused');
      response.redirect(302, `/sign-in?error=${code}`);
    }
  }
}

/** True for a Host header that names this machine. */
const isLoopbackHost = (host: string): boolean => URL.canParse(`http://${host}`) && isLoopback(`http://${host}`);
