/** A listener beside the service's own, for those who ask after the service and not for what it does. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import express, { type RequestHandler } from 'express';
import type { ServiceTls } from '../tls/service-tls.js';
import { limitConnections } from './connection-limits.js';

export interface SideListener {
  readonly port: number;
  /** Cuts what is open. */
  stop(): Promise<void>;
}

/** Starts it. All that `handler` leaves alone is answered with 404 and nothing else. Rejects when it cannot listen. */
export async function sideListener(
  handler: RequestHandler,
  { host, port, tls }: { readonly host: string; readonly port: number; readonly tls?: ServiceTls | undefined },
): Promise<SideListener> {
  const app = express()
    .disable('x-powered-by')
    .set('etag', false)
    .use(handler, (_request, response) => void response.status(404).end());
  const secure = tls && createTlsServer(tls.serverOptions, app);
  if (secure) tls.follow(secure);
  const server = secure ?? createServer(app);
  limitConnections(server, { most: 100 });
  server.listen(port, host);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port, // it listens on TCP
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
