import {
  confirmMfaEnrolment,
  startMfaEnrolment,
  verifyMfa,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { Handle, Input, SessionOrPending } from '@cspmexa/platform';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { KeyStore } from '../keys/key-store.js';
import type { SessionState } from '../sessions/session-state.js';
import { AuthenticatorStore } from './authenticator.store.js';
import { ProofStore } from './proof.store.js';
import { granted } from './refusal.js';

/** The second step of signing in, and setting it up. */
@Controller()
export class MfaController {
  constructor(
    private readonly proofs: ProofStore,
    private readonly authenticators: AuthenticatorStore,
    private readonly keys: KeyStore,
  ) {}

  @Handle(verifyMfa)
  async verify(
    @SessionOrPending() who: SessionOrPending,
    @Input() { body }: RouteInput<typeof verifyMfa>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof verifyMfa>> {
    const state = granted(await this.proofs.verify(who, body));
    response.set('Cache-Control', 'no-store');
    return this.sign(state);
  }

  @Handle(startMfaEnrolment)
  async start(
    @SessionOrPending() who: SessionOrPending,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof startMfaEnrolment>> {
    response.set('Cache-Control', 'no-store');
    return granted(await this.authenticators.start(who));
  }

  @Handle(confirmMfaEnrolment)
  async confirm(
    @SessionOrPending() who: SessionOrPending,
    @Input() { body }: RouteInput<typeof confirmMfaEnrolment>,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof confirmMfaEnrolment>> {
    const { state, recoveryCodes } = granted(await this.proofs.confirm(who, body.code));
    response.set('Cache-Control', 'no-store');
    return { recoveryCodes, ...(await this.sign(state)) };
  }

  private sign(state: SessionState): Promise<RouteResponse<typeof verifyMfa>> {
    if ('lacks' in state) throw new Error(`A session that has just been proven still lacks ${state.lacks}.`);
    return this.keys.sign(state);
  }
}
