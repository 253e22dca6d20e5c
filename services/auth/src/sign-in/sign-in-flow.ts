/** A sign-in from its start to its session, whichever provider is asked. */
import { randomBytes } from 'node:crypto';
import { currentRequest } from '@cspmexa/platform';
import { Inject, Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { AuditTrail, installation } from '../audit/audit-trail.js';
import { CONFIG, type AuthConfig } from '../config.js';
import { MemberStore } from '../members/member.store.js';
import { cookieNames, cookieOf, cookieOptions, type CookieNames } from '../sessions/cookies.js';
import { SessionCookie } from '../sessions/session-cookie.js';
import { attemptMs, AttemptStore } from './attempt.store.js';
import type { Attempt, IdentityProvider, ProviderId } from './provider.js';
import { reasonOf, signInProblem } from './sign-in-problem.js';

/** A callback that answers no start of this browser. */
class CallbackRefused extends Error {
  override readonly name = 'CallbackRefused';
}

@Injectable()
export class SignInFlow {
  private readonly names: CookieNames;

  constructor(
    private readonly attempts: AttemptStore,
    private readonly members: MemberStore,
    private readonly trail: AuditTrail,
    private readonly cookie: SessionCookie,
    @Inject(CONFIG) config: AuthConfig,
  ) {
    this.names = cookieNames(config.PUBLIC_URL);
  }

  /** Sends the browser to the provider, bound to it by a cookie. @throws whatever signInProblem understands */
  async start(
    provider: IdentityProvider,
    response: Response,
    { returnTo, again }: { readonly returnTo: string; readonly again: boolean },
  ): Promise<void> {
    const nonce = randomBytes(32).toString('base64url');
    const note = async (verifier: string): Promise<string> => {
      const noted = await this.attempts.begin({ provider: provider.id, verifier, nonce, again, returnTo });
      response.cookie(this.names.signIn, noted.id, cookieOptions(this.names, 'signIn', attemptMs));
      return noted.state;
    };
    response.redirect(302, await provider.start({ nonce, again, note }));
  }

  /** Signs in whoever the provider has sent back. @throws whatever signInProblem understands */
  async finish(provider: IdentityProvider, callback: URL, request: Request, response: Response): Promise<void> {
    const attempt = await this.attemptOf(provider.id, callback, request, response);
    const identity = await provider.finish(callback, attempt);
    const asked = currentRequest();
    const from = { address: asked?.address ?? null, userAgent: asked?.userAgent ?? null };
    this.cookie.give(response, await this.members.signIn(identity, from));
    response.redirect(302, attempt.returnTo);
  }

  /** Writes down that a sign-in did not succeed, unless that has been done: whom a tenant refuses, its own trail tells of. */
  async recordRefusal(provider: ProviderId, error: unknown): Promise<void> {
    if (currentRequest()?.audited) return;
    await this.trail.recordAlone(installation, {
      action: 'member.signed-in',
      outcome: 'refused',
      reason: signInProblem(error).code,
      actor: 'anonymous',
      target: { kind: 'provider', id: provider },
      after: { why: reasonOf(error) },
    });
  }

  private async attemptOf(provider: ProviderId, callback: URL, request: Request, response: Response): Promise<Attempt> {
    const id = cookieOf(request, this.names.signIn);
    const { maxAge: _, ...options } = cookieOptions(this.names, 'signIn', 0);
    response.clearCookie(this.names.signIn, options);
    const state = callback.searchParams.get('state');
    if (id === undefined || state === null) throw new CallbackRefused('it belongs to no start of this browser');
    const attempt = await this.attempts.finish(id, state, provider);
    if (!attempt) throw new CallbackRefused('its state is of no start of this browser, or too old, or used');
    return attempt;
  }
}
