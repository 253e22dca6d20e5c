/** Requests that Node's HTTP parser refuses, or stops waiting for, never reach Express: they get their problem here. */
import { STATUS_CODES, type Server, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';
import type { ErrorCode } from '@cspmexa/contracts';
import { AppError } from '../errors/app-error.js';
import { problemMediaType, problemOf } from '../errors/problem.js';
import { newTrace } from '../trace/trace.js';
import { beginsWithLongUrl } from './connection-limits.js';

/** What Node says of a request: `rawPacket` is the last that came of it. */
interface ParserError extends NodeJS.ErrnoException {
  readonly rawPacket?: Buffer;
}

/** How long the caller may take to read why, in milliseconds. */
const lingerMs = 1_000;

/** Answers oversized headers with 431 (or 414, if it is the address), what came too slowly with 408 and anything unparsable with 400, then closes the connection. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: ParserError, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || isBeforeTls(socket) || !socket.writable || hasAnswer(socket)) {
      socket.destroy();
      return;
    }
    const { traceId } = newTrace();
    const problem = problemOf(new AppError(codeOf(error)), 'en', traceId);
    const body = JSON.stringify(problem);
    socket.end(
      [
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
        `Content-Type: ${problemMediaType}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Cache-Control: no-store',
        'X-Content-Type-Options: nosniff',
        "Content-Security-Policy: default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
        `Trace-Id: ${traceId}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
    // Half of a connection stays open for as long as the other side likes.
    setTimeout(() => socket.destroy(), lingerMs).unref();
  });
}

function codeOf({ code, rawPacket }: ParserError): ErrorCode {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return 'request-timeout';
  if (code === 'HPE_HEADER_OVERFLOW')
    return rawPacket && beginsWithLongUrl(rawPacket) ? 'url-too-long' : 'headers-too-large';
  return 'invalid-input';
}

/** Whether TLS was never agreed on: there is nothing that both sides could read. */
const isBeforeTls = (socket: Duplex): boolean => socket instanceof TLSSocket && !socket.authorized;

/** Whether the request of this connection is being answered: nothing may be said in between. Node keeps the answer on the socket and names it nowhere in its types. */
const hasAnswer = (socket: Duplex): boolean =>
  (socket as Duplex & { _httpMessage?: ServerResponse | null })._httpMessage?.headersSent === true;
