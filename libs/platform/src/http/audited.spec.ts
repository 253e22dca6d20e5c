import 'reflect-metadata';
import type { Method, Route } from '@cspmexa/contracts';
import { captureLogs } from '@cspmexa/testkit';
import { expect, it } from '@jest/globals';
import type { ExecutionContext } from '@nestjs/common';
import { lastValueFrom, of } from 'rxjs';
import { Metrics } from '../metrics.js';
import { ROUTE } from './handle.js';
import { isRefusal } from './refusals.js';
import { auditProblem, RouteInterceptor } from './route-interceptor.js';

const route = (method: Method, more: Partial<Route> = {}): Route => ({
  id: 'it',
  service: 'auth',
  method,
  path: '/v1/it',
  permission: 'accounts:write',
  summary: '',
  request: {},
  response: 'none',
  ...more,
});

it.each([
  ['POST', 1, {}, true],
  ['DELETE', 0, {}, false],
  ['PATCH', 2, {}, false],
  ['PUT', 0, { unaudited: 'for a reason' }, true],
  ['GET', 0, {}, true],
  // A person without a session signs out.
  ['POST', 0, { permission: 'public' }, true],
  ['POST', 2, { permission: 'public' }, false],
] as const)(
  'a %s that succeeds with %i rows in the audit trail and %j is fine: %s (U01)',
  (method, audited, more, ok) => {
    const problem = auditProblem({ route: route(method, more), audited });
    expect(problem === undefined).toBe(ok);
    if (!ok) expect(problem).toContain(`${audited} rows`);
  },
);

it.each([
  ['forbidden', 403, true],
  ['step-up-required', 403, true],
  ['not-yourself', 403, true],
  ['last-admin', 409, true],
  ['mfa-needed-by-policy', 409, true],
  ['not-found', 404, false],
  ['unauthenticated', 401, false],
  ['conflict', 409, false],
  ['internal', 500, false],
] as const)('%s is a refusal: %s %s (U01)', (code, status, refused) => {
  expect(isRefusal({ code, status })).toBe(refused);
});

/** A handler that changes something and writes no row. */
async function forget(strict: boolean) {
  const logs = captureLogs();
  const metrics = new Metrics('test');
  const handler = () => undefined;
  Reflect.defineMetadata(ROUTE, route('POST'), handler);
  const request = { path: '/v1/it', params: {}, query: {}, get: () => undefined, socket: {} };
  // As much of it as an interceptor asks for.
  const context = {
    getType: () => 'http',
    getHandler: () => handler,
    switchToHttp: () => ({ getRequest: () => request }),
  } as unknown as ExecutionContext;
  const answer = lastValueFrom(
    new RouteInterceptor(strict, logs.logger, metrics).intercept(context, { handle: () => of(undefined) }),
  );
  const outcome = await answer.then(
    () => 'answered',
    (error: Error) => error.name,
  );
  return { outcome, logged: logs.lines.map(({ level }) => level), metrics: (await metrics.text()).body };
}

it('a handler that forgets its row fails while we develop (U01)', async () => {
  expect(await forget(true)).toMatchObject({ outcome: 'ContractViolation', logged: [] });
});

it('a handler that forgets its row is logged and counted where people work: its effect is there (U01)', async () => {
  expect(await forget(false)).toMatchObject({
    outcome: 'answered',
    logged: ['error'],
    metrics: expect.stringMatching(/^audit_rows_missing_total\{route="it",service="test"\} 1$/m),
  });
});
