import {
  removeMyMfa,
  renewRecoveryCodes,
  resetMemberMfa,
  type RouteInput,
  type RouteResponse,
} from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { AuthenticatorStore } from './authenticator.store.js';
import { granted } from './refusal.js';

/** What becomes of an authenticator that is set up. */
@Controller()
export class AuthenticatorController {
  constructor(private readonly authenticators: AuthenticatorStore) {}

  @Handle(removeMyMfa)
  async remove(@Session() session: Session): Promise<void> {
    granted(await this.authenticators.remove(session));
  }

  @Handle(renewRecoveryCodes)
  async renew(
    @Session() session: Session,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof renewRecoveryCodes>> {
    response.set('Cache-Control', 'no-store');
    return { recoveryCodes: granted(await this.authenticators.renewRecoveryCodes(session)) };
  }

  @Handle(resetMemberMfa)
  async reset(@Session() session: Session, @Input() { params }: RouteInput<typeof resetMemberMfa>): Promise<void> {
    granted(await this.authenticators.reset(session, params.memberId));
  }
}
