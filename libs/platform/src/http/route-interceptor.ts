/** Runs a route's schemas around its handler. */
import type { Route } from '@cspmexa/contracts';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { concatMap, map, Observable } from 'rxjs';
import { faultPoint } from '../faults/fault-point.js';
import type { Logger } from '../logging/logger.js';
import type { Metrics } from '../metrics.js';
import { ROUTE, type HandledRequest } from './handle.js';
import { parseInput } from './input.js';
import { contextOf } from './request-context-of.js';
import { runInRequest, type RequestContext } from './request-context.js';

/** A handler answered something that its contract does not allow: a bug. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** Parses the input before the handler; after it, checks that what it changed is in the audit trail and, where asked to, its answer. */
export class RouteInterceptor implements NestInterceptor {
  private readonly unaudited;

  /** @param strict a handler that breaks its contract is a failure of the request; otherwise it is logged and counted where it matters. */
  constructor(
    private readonly strict: boolean,
    private readonly logger: Logger,
    metrics: Metrics,
  ) {
    this.unaudited = metrics.counter(
      'audit_rows_missing_total',
      'Requests that changed something and did not write their one row of the audit trail.',
      ['route'],
    );
  }

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    // Written by @Handle under this key.
    const route = Reflect.getMetadata(ROUTE, context.getHandler()) as Route | undefined;
    if (context.getType() !== 'http' || !route) return next.handle();
    const request = context.switchToHttp().getRequest<HandledRequest>();
    request.cspmexaInput = parseInput(route, request);
    const asked = (request.cspmexaAsked = contextOf(route, request));
    const handled = new Observable<unknown>((subscriber) =>
      runInRequest(asked, () => next.handle().subscribe(subscriber)),
    );
    const answers = handled.pipe(
      concatMap((answer) => {
        this.checkAudited(asked);
        return faultPoint('request.handled').then(() => answer);
      }),
    );
    if (route.response === 'none') return answers.pipe(map(() => undefined));
    return this.strict ? answers.pipe(map((answer) => checkResponse(route, answer))) : answers;
  }

  /** The effect is there already: all that is left is to make the mistake known. */
  private checkAudited(asked: RequestContext): void {
    const problem = auditProblem(asked);
    if (problem === undefined) return;
    if (this.strict) throw new ContractViolation(problem);
    this.unaudited.inc({ route: asked.route.id });
    this.logger.error({ route: asked.route.id, rows: asked.audited }, problem);
  }
}

/** What is wrong with the rows of the audit trail that a request which succeeded has written; undefined: nothing. */
export function auditProblem({ route, audited }: Pick<RequestContext, 'route' | 'audited'>): string | undefined {
  if (route.method === 'GET' || route.unaudited !== undefined) return undefined;
  // On a public route there may be nobody whose trail it could be in: a sign-out without a session.
  if (audited === 1 || (audited === 0 && route.permission === 'public')) return undefined;
  return `${route.id} succeeded with ${audited} rows in the audit trail in place of one`;
}

function checkResponse(route: Route, answer: unknown): unknown {
  if (route.response === 'none') return undefined;
  // As the caller will read it: dates are texts, undefined fields are gone.
  const sent: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  const result = route.response.safeParse(sent);
  if (result.success) return answer;
  const what = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ContractViolation(`${route.id} answered what its contract does not allow: ${what}`);
}
