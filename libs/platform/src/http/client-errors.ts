/** Requests that Node's HTTP parser refuses never reach Express: they get their problem here. */
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import { AppError } from '../errors/app-error.js';
import { problemMediaType, problemOf } from '../errors/problem.js';
import { newTrace } from '../trace/trace.js';

/** Answers oversized headers with 431 and anything unparsable with 400, then closes the connection. */
export function answerClientErrors(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Duplex) => {
    if (error.code === 'ECONNRESET' || !socket.writable) {
      socket.destroy();
      return;
    }
    const code = error.code === 'HPE_HEADER_OVERFLOW' ? 'headers-too-large' : 'invalid-input';
    const problem = problemOf(new AppError(code), 'en', newTrace().traceId);
    const body = JSON.stringify(problem);
    socket.end(
      [
        `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
        `Content-Type: ${problemMediaType}`,
        `Content-Length: ${Buffer.byteLength(body)}`,
        'Connection: close',
        '',
        body,
      ].join('\r\n'),
    );
  });
}
