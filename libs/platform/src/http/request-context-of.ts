/** Makes the context of a request from what guard and edge have left on it. */
import type { Route } from '@cspmexa/contracts';
import type { HandledRequest } from './handle.js';
import type { RequestContext } from './request-context.js';

export const contextOf = (route: Route, request: HandledRequest): RequestContext => ({
  route,
  path: request.path.slice(0, 250),
  session: request.cspmexaSession,
  pending: request.cspmexaPending,
  // Behind the gateway it says where the request came from; it takes the place of whatever the client said.
  address: request.get('x-forwarded-for')?.slice(0, 100) ?? request.socket.remoteAddress,
  userAgent: request.get('user-agent')?.slice(0, 300),
  audited: 0,
});
