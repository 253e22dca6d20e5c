/** The operations of IAM Access Analyzer. */
import type { ListAnalyzersRequest, ListAnalyzersResponse } from '@aws-sdk/client-accessanalyzer';
import type { CallContext, Handlers } from './context.js';
import { AwsError } from './errors.js';
import { pageOf } from './paging.js';

function listAnalyzers(call: CallContext, input: ListAnalyzersRequest): ListAnalyzersResponse {
  const all = call.account.analyzers.get(call.region) ?? [];
  const chosen = all.filter((analyzer) => input.type === undefined || analyzer.type === input.type);
  const badToken = (): AwsError => new AwsError('ValidationException', 'Invalid pagination token');
  const { items, next } = pageOf(call, chosen, { token: input.nextToken, limit: input.maxResults }, badToken);
  return { analyzers: items, nextToken: next };
}

/** The operations by name. */
export const accessAnalyzerHandlers: Handlers = { ListAnalyzers: listAnalyzers };
