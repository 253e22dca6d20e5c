/** Runs a route's schemas around its handler. */
import type { Route } from '@cspmexa/contracts';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import { concatMap, map, Observable } from 'rxjs';
import { faultPoint } from '../faults/fault-point.js';
import { ROUTE, type HandledRequest } from './handle.js';
import { parseInput } from './input.js';
import { runInRequest, type RequestContext } from './request-context.js';

/** A handler answered something that its contract does not allow: a bug. */
export class ContractViolation extends Error {
  override readonly name = 'ContractViolation';
}

/** Parses the input before the handler and, where asked to, checks its answer after. */
export class RouteInterceptor implements NestInterceptor {
  constructor(private readonly checkResponses: boolean) {}

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    // Written by @Handle under this key.
    const route = Reflect.getMetadata(ROUTE, context.getHandler()) as Route | undefined;
    if (context.getType() !== 'http' || !route) return next.handle();
    const request = context.switchToHttp().getRequest<HandledRequest>();
    request.cspmexaInput = parseInput(route, request);
    const asked = contextOf(route, request);
    const handled = new Observable<unknown>((subscriber) =>
      runInRequest(asked, () => next.handle().subscribe(subscriber)),
    );
    const answers = handled.pipe(concatMap((answer) => faultPoint('request.handled').then(() => answer)));
    if (route.response === 'none') return answers.pipe(map(() => undefined));
    return this.checkResponses ? answers.pipe(map((answer) => checkResponse(route, answer))) : answers;
  }
}

const contextOf = (route: Route, request: HandledRequest): RequestContext => ({
  route,
  session: request.cspmexaSession,
  // Behind the gateway it says where the request came from; it takes the place of whatever the client said.
  address: request.get('x-forwarded-for')?.slice(0, 100) ?? request.socket.remoteAddress,
  userAgent: request.get('user-agent')?.slice(0, 300),
  audited: 0,
});

function checkResponse(route: Route, answer: unknown): unknown {
  if (route.response === 'none') return undefined;
  // As the caller will read it: dates are texts, undefined fields are gone.
  const sent: unknown = answer === undefined ? undefined : JSON.parse(JSON.stringify(answer));
  const result = route.response.safeParse(sent);
  if (result.success) return answer;
  const what = result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ');
  throw new ContractViolation(`${route.id} answered what its contract does not allow: ${what}`);
}
