/** The REST-JSON protocol as SES and Access Analyzer speak it. */
import { AwsError } from '../errors.js';
import type { SandboxRequest } from '../http.js';
import { fromJson, toJson } from '../wire/json.js';
import type { Operation } from '../wire/schema.js';
import type { Protocol, Routed } from './protocol.js';
import { boundMembers, hasLiterals, matchPath, restTemplates, type RestTemplate } from './rest.js';

/** The protocol of a service. */
export function restJsonProtocol(operations: ReadonlyMap<string, Operation>): Protocol {
  const templates = restTemplates(operations.values());
  return {
    route: (request) => route(request, templates),
    write: (operation, output, { requestId, wrongTypes }) => ({
      status: operation.traits.http?.[2] ?? 200,
      headers: { 'content-type': 'application/json', 'x-amzn-requestid': requestId },
      body: JSON.stringify(toJson(operation.output, output, wrongTypes) ?? {}),
    }),
    writeError: (error, requestId) => ({
      status: error.status,
      headers: {
        'content-type': 'application/json',
        'x-amzn-requestid': requestId,
        'x-amzn-errortype': error.code,
      },
      body: JSON.stringify({ message: error.message }),
    }),
  };
}

function route(request: SandboxRequest, templates: readonly RestTemplate[]): Routed {
  for (const template of templates) {
    if (template.method !== request.method || !hasLiterals(template, request.query)) continue;
    const labels = matchPath(template.path, request.path);
    if (labels === undefined) continue;
    const { operation } = template;
    return {
      operation,
      input: { ...readBody(operation, request.body), ...boundMembers(operation, request), ...labels },
    };
  }
  throw new AwsError('UnknownOperationException', 'The requested operation is not known.', 404);
}

function readBody(operation: Operation, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  try {
    const value = fromJson(operation.input, JSON.parse(body.toString('utf8')));
    return (value ?? {}) as Record<string, unknown>; // the input of an operation is a structure
  } catch {
    throw new AwsError('SerializationException', 'The request body is not valid JSON.');
  }
}
