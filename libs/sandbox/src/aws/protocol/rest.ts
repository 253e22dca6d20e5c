/** What the REST protocols share: templates of paths, and inputs that come from the path, the query and headers. */
import { decodeSegment, type SandboxRequest } from '../http.js';
import { scalarValue } from '../wire/scalars.js';
import { membersOf, type Member, type Operation } from '../wire/schema.js';

/** The path of a REST operation as its schema gives it, with the literal query that tells it from its neighbours. */
export interface RestTemplate {
  operation: Operation;
  method: string;
  path: string;
  literals: readonly (readonly [name: string, value: string])[];
}

/** The templates of all operations; those with more literals come first, as they are the more specific ones. */
export function restTemplates(operations: Iterable<Operation>): RestTemplate[] {
  const templates: RestTemplate[] = [];
  for (const operation of operations) {
    const { http } = operation.traits;
    if (http === undefined) continue;
    const [method, uri] = http;
    const [path = '/', query = ''] = uri.split('?');
    const literals = [...new URLSearchParams(query)].filter(([name]) => name !== 'x-id');
    templates.push({ operation, method, path, literals });
  }
  return templates.sort((a, b) => b.literals.length - a.literals.length);
}

/** Whether a request has the literal query parameters of a template. */
export function hasLiterals({ literals }: RestTemplate, query: SandboxRequest['query']): boolean {
  return literals.every(([name, value]) => query[name] !== undefined && (value === '' || query[name] === value));
}

/** The labels of a path by name, or undefined when the path does not fit the template. */
export function matchPath(template: string, path: string): Record<string, string> | undefined {
  const wanted = template.split('/').filter((part) => part !== '');
  const given = path.split('/').filter((part) => part !== '');
  if (wanted.length !== given.length) return undefined;
  const labels: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const segment = given[index] ?? '';
    if (part.startsWith('{')) labels[part.replace(/[{}+]/g, '')] = decodeSegment(segment);
    else if (part !== segment) return undefined;
  }
  return labels;
}

/** The members of an input that come from the query and the headers. */
export function boundMembers(operation: Operation, request: SandboxRequest): Record<string, unknown> {
  const input: Record<string, unknown> = {};
  for (const member of membersOf(operation.input)) {
    const { httpHeader, httpQuery } = member.traits;
    const text =
      httpHeader !== undefined
        ? request.headers[httpHeader.toLowerCase()]
        : httpQuery !== undefined
          ? request.query[httpQuery]
          : undefined;
    if (text !== undefined) input[member.name] = scalarValue(member.shape, text);
  }
  return input;
}

/** The member that is the whole body, if there is one. */
export function payloadOf(shape: Operation['input']): Member | undefined {
  return membersOf(shape).find((member) => member.traits.httpPayload === 1);
}

/** Whether a member travels in the body together with others. */
export function isInBody({ traits }: Member): boolean {
  const elsewhere = [
    traits.httpHeader,
    traits.httpQuery,
    traits.httpLabel,
    traits.httpPayload,
    traits.httpPrefixHeaders,
  ];
  return elsewhere.every((trait) => trait === undefined);
}
