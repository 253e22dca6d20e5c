/** What is refused to people whom we know, told to whoever keeps the audit trail. */
import type { ErrorCode } from '@cspmexa/contracts';
import type { Request } from 'express';
import { asAppError } from '../errors/problem.js';
import type { Logger } from '../logging/logger.js';
import type { HandledRequest } from './handle.js';
import { contextOf } from './request-context-of.js';
import { runInRequest, type RequestContext } from './request-context.js';

/** Refusals of authority that are told as conflicts. */
const alsoRefused: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['last-admin', 'mfa-needed-by-policy']);

/** True for a failure that says no to a person, rather than to what they sent. */
export const isRefusal = ({ code, status }: { readonly code: ErrorCode; readonly status: number }): boolean =>
  status === 403 || alsoRefused.has(code);

/** Keeps a refusal. It runs as part of the request that was refused. */
export type OnRefusal = (tenantId: string, code: ErrorCode, request: RequestContext) => Promise<unknown>;

/** Makes the function that tells of a failed request, if it is a refusal of a known person that nobody has told of yet. It never throws. */
export function refusalTeller(onRefusal: OnRefusal, logger: Logger): (thrown: unknown, from: Request) => Promise<void> {
  return async (thrown, from) => {
    const request: HandledRequest = from;
    const error = asAppError(thrown);
    const tenantId = (request.cspmexaSession ?? request.cspmexaPending)?.tenantId;
    if (!isRefusal(error) || !request.cspmexaRoute || tenantId === undefined) return;
    const asked = request.cspmexaAsked ?? contextOf(request.cspmexaRoute, request);
    if (asked.audited > 0) return;
    try {
      await runInRequest(asked, () => onRefusal(tenantId, error.code, asked));
    } catch (failure) {
      logger.error({ error: failure, code: error.code }, 'a refusal is missing in the audit trail');
    }
  };
}
