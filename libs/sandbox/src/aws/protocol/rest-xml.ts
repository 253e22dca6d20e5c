/** The REST-XML protocol as S3 and S3 Control speak it. */
import { AwsError } from '../errors.js';
import { unframe, type SandboxRequest } from '../http.js';
import { scalarText } from '../wire/scalars.js';
import { membersOf, type Operation } from '../wire/schema.js';
import { escapeXml, plainScalar, readXml, writeElement, writeMembers } from '../wire/xml.js';
import type { Protocol, Routed, WriteOptions, Written } from './protocol.js';
import { wrongScalar } from './query.js';
import { boundMembers, hasLiterals, isInBody, matchPath, payloadOf, restTemplates, type RestTemplate } from './rest.js';

/** How a service finds what a request addresses, beside its method and query. */
export interface Addressing {
  /** The path to match against the templates, and the members that the address gives. */
  resolve: (request: SandboxRequest) => { path: string; members: Record<string, string> };
  /** Whether a template may serve what was addressed. */
  accepts: (template: RestTemplate, members: Readonly<Record<string, string>>) => boolean;
}

/** The protocol of a service; `namespace` is the XML namespace of its answers. */
export function restXmlProtocol(
  operations: ReadonlyMap<string, Operation>,
  addressing: Addressing,
  namespace: string,
): Protocol {
  const templates = restTemplates(operations.values());
  return {
    route: (request) => route(request, templates, addressing),
    write: (operation, output, options) => write(operation, output, options, namespace),
    writeError,
  };
}

function route(request: SandboxRequest, templates: readonly RestTemplate[], addressing: Addressing): Routed {
  const { path, members } = addressing.resolve(request);
  for (const template of templates) {
    if (template.method !== request.method || !hasLiterals(template, request.query)) continue;
    if (!addressing.accepts(template, members)) continue;
    const labels = matchPath(template.path, path);
    if (labels === undefined) continue;
    const { operation } = template;
    const body = readBody(operation, unframe(request.headers, request.body));
    return { operation, input: { ...boundMembers(operation, request), ...body, ...labels, ...members } };
  }
  throw new AwsError('MethodNotAllowed', 'The specified method is not allowed against this resource.', 405);
}

function readBody(operation: Operation, body: Buffer): Record<string, unknown> {
  if (body.length === 0) return {};
  const payload = payloadOf(operation.input);
  const text = body.toString('utf8');
  try {
    if (payload === undefined) return readXml(operation.input, text) as Record<string, unknown>; // inputs are structures
    return { [payload.name]: payload.shape.kind === 'struct' ? readXml(payload.shape, text) : text };
  } catch {
    const message = 'The XML you provided was not well-formed or did not validate against our published schema';
    throw new AwsError('MalformedXML', message);
  }
}

function write(
  operation: Operation,
  output: object,
  { requestId, wrongTypes }: WriteOptions,
  namespace: string,
): Written {
  const scalar = wrongTypes ? wrongScalar : plainScalar;
  const fields = output as Readonly<Record<string, unknown>>; // members are found by their schema's names
  const members = membersOf(operation.output);
  const headers: Record<string, string> = { ...amzHeaders(requestId) };
  for (const member of members) {
    const value = fields[member.name];
    const { httpHeader } = member.traits;
    if (httpHeader !== undefined && value !== undefined) {
      headers[httpHeader.toLowerCase()] = scalarText(member.shape, value, 'http-date');
    }
  }
  const status = operation.traits.http?.[2] ?? 200;
  const payload = payloadOf(operation.output);
  if (payload !== undefined) {
    const value = fields[payload.name];
    if (value === undefined) return { status, headers, body: '' };
    if (payload.shape.kind !== 'struct') {
      return { status, headers: { ...headers, 'content-type': 'application/json' }, body: String(value) };
    }
    const root = payload.traits.xmlName ?? payload.shape.traits.xmlName ?? payload.shape.name;
    return xml(status, headers, root, namespace, writeMembers(payload.shape, Object(value), scalar));
  }
  if (operation.output.kind !== 'struct' || !members.some(isInBody)) return { status, headers, body: '' };
  const root = operation.output.traits.xmlName ?? operation.output.name;
  // GetBucketLocation's root element is its only member.
  const [only] = members;
  if (members.length === 1 && only !== undefined && only.name === root) {
    const text = fields[only.name];
    return xml(status, headers, root, namespace, text === undefined ? '' : escapeXml(scalar(only.shape, text)));
  }
  const inner = members
    .filter((member) => isInBody(member) && fields[member.name] !== undefined && fields[member.name] !== null)
    .map((member) => writeElement(member.traits.xmlName ?? member.name, member, fields[member.name], scalar));
  return xml(status, headers, root, namespace, inner.join(''));
}

function xml(status: number, headers: Record<string, string>, root: string, namespace: string, inner: string): Written {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`;
  return { status, headers: { ...headers, 'content-type': 'application/xml' }, body };
}

function amzHeaders(requestId: string): Record<string, string> {
  return { 'x-amz-request-id': requestId, 'x-amz-id-2': `sandbox/${requestId}`, server: 'AmazonS3' };
}

function writeError(error: AwsError, requestId: string, request: SandboxRequest): Written {
  const headers = { ...amzHeaders(requestId), ...error.headers };
  if (request.method === 'HEAD') return { status: error.status, headers, body: '' };
  const details = Object.entries(error.details).map(([name, text]) => `<${name}>${escapeXml(text)}</${name}>`);
  const body =
    `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${escapeXml(error.code)}</Code>` +
    `<Message>${escapeXml(error.message)}</Message>${details.join('')}` +
    `<RequestId>${requestId}</RequestId><HostId>sandbox/${requestId}</HostId></Error>`;
  return { status: error.status, headers: { ...headers, 'content-type': 'application/xml' }, body };
}
