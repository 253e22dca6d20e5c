/** What a connection may ask of a server before it has said what it wants. */
import type { Server } from 'node:http';
import type { RequestHandler } from 'express';
import { AppError } from '../errors/app-error.js';

export interface ConnectionLimits {
  /** How long the headers of a request may take to arrive, in milliseconds; 10,000 unless it says otherwise. */
  readonly headersMs?: number;
  /** How long a whole request may take to arrive, in milliseconds; 30,000 unless it says otherwise. */
  readonly requestMs?: number;
  /** Connections at once; 5,000 unless it says otherwise. One more is closed as it comes. */
  readonly most?: number;
}

const maxUrlLength = 8_192;
const maxHeaderBytes = 16_384;
const maxHeaders = 200;

/** Sets the limits of a server that does not listen yet. Who is too slow hears 408, whose headers are too large 431. */
export function limitConnections(
  server: Server,
  { headersMs = 10_000, requestMs = 30_000, most = 5_000 }: ConnectionLimits = {},
): void {
  server.headersTimeout = Math.min(headersMs, requestMs);
  server.requestTimeout = requestMs;
  server.maxConnections = most;
  // Node leaves headers beyond this number out without a word: one more than we take, so that we see it.
  server.maxHeadersCount = maxHeaders + 1;
  // Node reads these when a connection comes and when it begins to listen; its types know them as options alone.
  Object.assign(server, {
    maxHeaderSize: maxHeaderBytes,
    // Node would answer by itself, without a problem and without our headers: `limitHead` does it.
    requireHostHeader: false,
    connectionsCheckingInterval: Math.max(50, Math.min(headersMs, requestMs) / 4),
  });
}

/** Refuses addresses that are too long (414), headers that are too many (431), and HTTP/1.1 without a host (400, RFC 9112 §3.2). */
export const limitHead: RequestHandler = ({ originalUrl, rawHeaders, headers, httpVersion }, _response, next) => {
  // Names and values alternate.
  if (rawHeaders.length / 2 > maxHeaders) next(new AppError('headers-too-large'));
  else if (originalUrl.length > maxUrlLength) next(new AppError('url-too-long'));
  else if (headers.host === undefined && httpVersion !== '1.0')
    next(new AppError('invalid-input', { errors: [{ pointer: '/headers/host', message: 'It is missing.' }] }));
  else next();
};

/** Whether a packet begins with an address that is too long: Node's parser counts it among the headers. */
export function beginsWithLongUrl(packet: Buffer): boolean {
  const method = packet.indexOf(' ');
  if (method < 1 || method > 20) return false;
  const end = packet.indexOf(' ', method + 1);
  return (end === -1 ? packet.length : end) - method > maxUrlLength;
}
