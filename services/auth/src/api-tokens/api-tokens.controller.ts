import { addApiToken, internalRoutes, listApiTokens, revokeApiToken, type RouteInput } from '@cspmexa/contracts';
import { Handle, Input, Session } from '@cspmexa/platform';
import { Controller, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ApiTokenStore } from './api-token.store.js';
import { TokenTrade } from './token-trade.js';

const { openApiTokenSession } = internalRoutes;

@Controller()
export class ApiTokensController {
  constructor(
    private readonly tokens: ApiTokenStore,
    private readonly trades: TokenTrade,
  ) {}

  @Handle(listApiTokens)
  list(@Input() { query }: RouteInput<typeof listApiTokens>, @Session() session: Session) {
    return this.tokens.list(session, query);
  }

  @Handle(addApiToken)
  add(
    @Input() { body }: RouteInput<typeof addApiToken>,
    @Session() session: Session,
    @Res({ passthrough: true }) response: Response,
  ) {
    response.set('Cache-Control', 'no-store');
    return this.tokens.add(session, body);
  }

  @Handle(revokeApiToken)
  async revoke(@Input() { params }: RouteInput<typeof revokeApiToken>, @Session() session: Session): Promise<void> {
    await this.tokens.revoke(session, params.tokenId);
  }

  @Handle(openApiTokenSession)
  open(@Input() { body }: RouteInput<typeof openApiTokenSession>) {
    return this.trades.trade(body.token, body.address);
  }
}
