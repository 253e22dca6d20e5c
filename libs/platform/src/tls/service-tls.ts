/** TLS between services: each side shows a certificate, and takes only those of our own authority. */
import { constants } from 'node:crypto';
import type { Agent } from 'node:https';
import type { Server as NetServer } from 'node:net';
import { Server, type TLSSocket, type TlsOptions } from 'node:tls';
import type { Logger } from '../logging/logger.js';
import { agentFetch } from './agent-fetch.js';
import { Certificates } from './certificates.js';
import { RotatingAgent } from './rotating-agent.js';
import type { TlsFiles } from './tls-variables.js';

export interface ServiceTls {
  /** For the server: TLS 1.2 or newer, and a certificate of our authority from whoever connects. */
  readonly serverOptions: TlsOptions;
  /** Renews the server's certificate before each connection if the files have changed, and logs who is turned away. */
  follow(server: NetServer): void;
  /** For clients. */
  readonly agent: Agent;
  /** For clients. It speaks `https:` only. */
  readonly fetch: typeof fetch;
  /** Ends the connections of the clients. */
  close(): void;
}

/** Reads the files. @throws Error when they cannot be used. */
export function serviceTls(files: TlsFiles, logger: Logger): ServiceTls {
  const certificates = new Certificates(files, logger);
  const agent = new RotatingAgent(certificates);
  const contextOptions = () => ({
    ...certificates.current(),
    // No session is resumed: whoever connects shows a certificate each time.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  return {
    serverOptions: { ...contextOptions(), requestCert: true, rejectUnauthorized: true },
    follow(server) {
      if (!(server instanceof Server)) throw new Error('This server does not speak TLS.');
      let inForce = certificates.current();
      server.prependListener('connection', () => {
        const now = certificates.current();
        if (now === inForce) return;
        inForce = now;
        server.setSecureContext(contextOptions());
      });
      server.on('tlsClientError', (error: NodeJS.ErrnoException, socket: TLSSocket) => {
        const { authorizationError: reason, remoteAddress } = socket;
        logger.warn({ code: error.code, reason, remoteAddress }, 'a connection was refused: no good certificate');
      });
    },
    agent,
    fetch: agentFetch(agent),
    close: () => agent.destroy(),
  };
}
