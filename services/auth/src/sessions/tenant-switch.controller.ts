import { switchTenant, type RouteInput, type RouteResponse } from '@cspmexa/contracts';
import { currentRequest, Handle, Input, Session } from '@cspmexa/platform';
import { Controller, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { KeyStore } from '../keys/key-store.js';
import { SessionCookie } from './session-cookie.js';
import { TenantSwitch } from './tenant-switch.js';

/** Going on in another organisation. */
@Controller()
export class TenantSwitchController {
  constructor(
    private readonly tenants: TenantSwitch,
    private readonly keys: KeyStore,
    private readonly cookie: SessionCookie,
  ) {}

  @Handle(switchTenant)
  async switchTo(
    @Input() { body }: RouteInput<typeof switchTenant>,
    @Session() session: Session,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<RouteResponse<typeof switchTenant>> {
    this.cookie.checkOrigin(request);
    const asked = currentRequest();
    const { token, state } = await this.tenants.switchTo(session, body.tenantId, {
      address: asked?.address,
      userAgent: asked?.userAgent,
    });
    this.cookie.give(response, token);
    response.set('Cache-Control', 'no-store');
    return this.keys.signState(state);
  }
}
