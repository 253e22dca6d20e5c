/** The query protocols: form parameters in, XML out. EC2 has a dialect of its own. */
import { AwsError } from '../errors.js';
import type { SandboxRequest } from '../http.js';
import { readQueryInput, type QueryDialect } from '../wire/query-input.js';
import type { Operation } from '../wire/schema.js';
import { scalarText } from '../wire/scalars.js';
import { escapeXml, plainScalar, writeMembers, type WriteScalar } from '../wire/xml.js';
import type { Protocol, Routed, WriteOptions, Written } from './protocol.js';

/** Values that fit neither a number nor a boolean nor an instant. */
export const wrongScalar: WriteScalar = (shape, value) =>
  shape.kind === 'string' ? plainScalar(shape, value) : 'not-what-you-expected';

/** IAM and STS write instants without milliseconds. */
const wholeSeconds: WriteScalar = (shape, value) =>
  value instanceof Date ? scalarText(shape, value, 'date-time').replace(/\.\d{3}Z$/, 'Z') : plainScalar(shape, value);

const XML_HEADERS = { 'content-type': 'text/xml;charset=UTF-8' };

/** The query protocol of a service; `namespace` is the XML namespace of its answers. */
export function queryProtocol(
  operations: ReadonlyMap<string, Operation>,
  dialect: QueryDialect,
  namespace: string,
): Protocol {
  return {
    route: (request) => route(request, operations, dialect),
    write: (operation, output, options) => write(operation, output, options, dialect, namespace),
    writeError: (error, requestId) => writeError(error, requestId, dialect, namespace),
  };
}

function route(request: SandboxRequest, operations: ReadonlyMap<string, Operation>, dialect: QueryDialect): Routed {
  const params = new URLSearchParams(request.body.toString('utf8'));
  for (const [name, value] of Object.entries(request.query)) if (!params.has(name)) params.set(name, value);
  const action = params.get('Action') ?? '';
  const operation = operations.get(action);
  if (operation === undefined) {
    const message =
      dialect === 'ec2'
        ? `The action ${action} is not valid for this web service.`
        : `Could not find operation ${action} for version ${params.get('Version') ?? ''}`;
    throw new AwsError('InvalidAction', message);
  }
  const input = readQueryInput(operation.input, params, dialect);
  return { operation, input: input as Readonly<Record<string, unknown>> }; // the input of an operation is a structure
}

function write(
  operation: Operation,
  output: object,
  { requestId, wrongTypes }: WriteOptions,
  dialect: QueryDialect,
  namespace: string,
): Written {
  const scalar = wrongTypes ? wrongScalar : dialect === 'query' ? wholeSeconds : plainScalar;
  const members = writeMembers(operation.output, output, scalar);
  const root = `${operation.name}Response`;
  const inner =
    dialect === 'ec2'
      ? `<requestId>${requestId}</requestId>${members === '' ? '<return>true</return>' : members}`
      : (operation.output.kind === 'struct' ? `<${operation.name}Result>${members}</${operation.name}Result>` : '') +
        `<ResponseMetadata><RequestId>${requestId}</RequestId></ResponseMetadata>`;
  return {
    status: 200,
    headers: { ...XML_HEADERS, 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${namespace}">${inner}</${root}>`,
  };
}

function writeError(error: AwsError, requestId: string, dialect: QueryDialect, namespace: string): Written {
  const code = `<Code>${escapeXml(error.code)}</Code><Message>${escapeXml(error.message)}</Message>`;
  const type = error.status < 500 ? 'Sender' : 'Receiver';
  const body =
    dialect === 'ec2'
      ? `<Response><Errors><Error>${code}</Error></Errors><RequestID>${requestId}</RequestID></Response>`
      : `<ErrorResponse xmlns="${namespace}"><Error><Type>${type}</Type>${code}</Error>` +
        `<RequestId>${requestId}</RequestId></ErrorResponse>`;
  return {
    status: error.status,
    headers: { ...XML_HEADERS, 'x-amzn-requestid': requestId },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}
