/** The one exception filter: every failure becomes a problem, every bug becomes a log entry. */
import { Catch, NotFoundException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { Request, Response } from 'express';
import { throwError, type Observable } from 'rxjs';
import type { Logger } from '../logging/logger.js';
import { currentTrace, newTrace } from '../trace/trace.js';
import type { AppError } from './app-error.js';
import { languageOf } from './language.js';
import { asAppError, problemMediaType, problemOf } from './problem.js';

/** Renders HTTP failures; hands those of message handlers back to the transport, which retries them. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    private readonly logger: Logger,
    private readonly notFound: (request: Request) => AppError,
    private readonly tell?: (thrown: unknown, request: Request) => Promise<void>,
  ) {}

  catch(thrown: unknown, host: ArgumentsHost): Observable<never> | Promise<void> | void {
    if (host.getType() !== 'http') return throwError(() => thrown);
    const request = host.switchToHttp().getRequest<Request>();
    // Only Nest's router throws this class: our own handlers throw AppError.
    const error = thrown instanceof NotFoundException ? this.notFound(request) : thrown;
    const answer = (): void => sendProblem(error, request, host.switchToHttp().getResponse<Response>(), this.logger);
    return this.tell ? this.tell(error, request).then(answer) : answer();
  }
}

/** Answers a request with a problem. A failure that comes after the head was sent can only cut the connection. */
export function sendProblem(thrown: unknown, request: Request, response: Response, logger: Logger): void {
  const error = asAppError(thrown);
  if (error.code === 'internal') logger.error({ error: error.cause ?? error }, 'a request failed in an unexpected way');
  else if (error.status >= 500) logger.warn({ error: error.cause ?? error }, 'a request failed');
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { traceId } = currentTrace() ?? newTrace();
  const problem = problemOf(error, languageOf(request.headers['accept-language']), traceId);
  response
    .status(problem.status)
    .set(error.headers)
    .set('Cache-Control', 'no-store')
    .set('Content-Language', languageOf(request.headers['accept-language']) === 'pt' ? 'pt-BR' : 'en')
    .type(problemMediaType)
    .send(JSON.stringify(problem));
}
