/** Connections to other services, each opened with the certificate as it is then. */
import { Agent, type RequestOptions } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Certificates } from './certificates.js';

/** For `agent` of requests. Connections that are open stay as they are. */
export class RotatingAgent extends Agent {
  constructor(private readonly certificates: Certificates) {
    // Without a cache of sessions: none outlives the certificate that it was opened with.
    super({ keepAlive: true, maxSockets: 256, maxFreeSockets: 64, maxCachedSessions: 0 });
  }

  override createConnection(
    options: RequestOptions,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): Duplex | null | undefined {
    return super.createConnection({ ...options, ...this.certificates.current() }, callback);
  }
}
