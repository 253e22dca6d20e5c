import {
  finishGoogleSignIn,
  finishOidcSignIn,
  listSignInProviders,
  startGoogleSignIn,
  startOidcSignIn,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { Handle, Input, LOGGER, type Logger } from '@cspmexa/platform';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { CONFIG, type AuthConfig } from '../config.js';
import { isLoopback } from '../loopback.js';
import type { ProviderId } from './provider.js';
import { SignInProviders } from './providers.js';
import { returnPathOf } from './return-path.js';
import { SignInFlow } from './sign-in-flow.js';
import { reasonOf, signInProblem } from './sign-in-problem.js';

@Controller()
export class SignInController {
  constructor(
    private readonly providers: SignInProviders,
    private readonly flow: SignInFlow,
    @Inject(CONFIG) private readonly config: AuthConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Handle(listSignInProviders)
  list(): RouteResponse<typeof listSignInProviders> {
    return { items: this.providers.list() };
  }

  @Handle(startGoogleSignIn)
  startGoogle(
    @Input() { query }: RouteInput<typeof startGoogleSignIn>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.start('google', query, request, response);
  }

  @Handle(finishGoogleSignIn)
  finishGoogle(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.finish('google', request, response);
  }

  @Handle(startOidcSignIn)
  startOidc(
    @Input() { query }: RouteInput<typeof startOidcSignIn>,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    return this.start('oidc', query, request, response);
  }

  @Handle(finishOidcSignIn)
  finishOidc(@Req() request: Request, @Res() response: Response): Promise<void> {
    return this.finish('oidc', request, response);
  }

  private async start(
    id: ProviderId,
    query: RouteInput<typeof startOidcSignIn>['query'],
    request: Request,
    response: Response,
  ): Promise<void> {
    const provider = this.providers.get(id);
    const ours = new URL(this.config.PUBLIC_URL);
    const returnTo = returnPathOf(query.returnTo ?? '/', ours.origin);
    const again = query.again !== undefined;
    const host = request.get('x-forwarded-host');
    // Cookies belong to one name of the host, and the provider comes back to the public one: start there.
    if (host !== undefined && host !== ours.host && isLoopback(ours.origin) && isLoopbackHost(host)) {
      const rest = new URLSearchParams({ returnTo, ...(again ? { again: 'true' } : {}) });
      return response.redirect(302, `${ours.origin}/api/v1/auth/${id}?${rest}`);
    }
    try {
      await this.flow.start(provider, response, { returnTo, again });
    } catch (error) {
      this.explain(id, error, response);
    }
  }

  private async finish(id: ProviderId, request: Request, response: Response): Promise<void> {
    const provider = this.providers.get(id);
    try {
      await this.flow.finish(provider, new URL(request.originalUrl, this.config.PUBLIC_URL), request, response);
    } catch (error) {
      await this.flow.recordRefusal(id, error).catch((failure: unknown) => {
        this.logger.error({ error: failure }, 'a refused sign-in is missing in the audit trail');
      });
      this.explain(id, error, response);
    }
  }

  /** A person is looking at this: whatever goes wrong, a page explains it in their language. */
  private explain(provider: ProviderId, error: unknown, response: Response): void {
    const { code, status } = signInProblem(error);
    const why = reasonOf(error);
    if (status >= 500) this.logger.error({ provider, code, why }, 'a sign-in failed');
    else this.logger.warn({ provider, code, why }, 'a sign-in was refused');
    response.redirect(302, `/sign-in?error=${code}`);
  }
}

/** True for a Host header that names this machine. */
const isLoopbackHost = (host: string): boolean => URL.canParse(`http://${host}`) && isLoopback(`http://${host}`);
