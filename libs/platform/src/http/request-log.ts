/** Puts each request into a trace, counts it and logs its end. */
import type { RequestHandler } from 'express';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { childTrace, currentTrace, newTrace, parseTraceparent, runWithTrace } from '../trace/trace.js';

/** Continues the caller's trace, or starts one. */
export const traceRequests: RequestHandler = (request, response, next) => {
  const header = request.headers.traceparent;
  const caller = parseTraceparent(typeof header === 'string' ? header : undefined);
  const trace = caller ? childTrace(caller) : newTrace();
  response.setHeader('Trace-Id', trace.traceId);
  runWithTrace(trace, () => next());
};

/** One log line and one observation per request. Paths are counted by their pattern, so that ids do not become labels. */
export function logRequests(logger: Logger, metrics: Metrics): RequestHandler {
  const durations = metrics.histogram('http_request_duration_seconds', 'Time to answer a request.', [
    'method',
    'route',
    'status',
  ]);
  return (request, response, next) => {
    const start = performance.now();
    const trace = currentTrace();
    response.once('close', () => {
      const seconds = (performance.now() - start) / 1_000;
      // Express leaves the matched route on the request; its own type for it is `any`.
      const matched = (request.route as { path?: unknown } | undefined)?.path;
      const route = typeof matched === 'string' ? matched : 'none';
      const status = response.writableFinished ? response.statusCode : 499;
      durations.observe({ method: request.method, route, status: String(status) }, seconds);
      const { tenantId, userId } =
        (request as { cspmexaSession?: { tenantId: string; userId: string } }).cspmexaSession ?? {};
      const line = {
        method: request.method,
        path: request.path,
        status,
        milliseconds: Math.round(seconds * 1_000),
        tenantId,
        userId,
      };
      const write = () => logger.info(line, 'request');
      if (trace) runWithTrace(trace, write);
      else write();
    });
    next();
  };
}
