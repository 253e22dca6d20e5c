/** What an answer must be, whatever was asked. */
import type { ApiDocument } from './document.js';
import type { FuzzRequest } from './requests.js';

export interface FuzzAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

/** Statuses that a kind of wrong request can have, when it is let in. */
const expected: Partial<Record<FuzzRequest['kind'], readonly number[]>> = {
  'wrong-method': [405],
  'wrong-media-type': [415],
  'broken-json': [400],
};
/** Whoever may not ask is told so before what they ask is looked at. */
const notLetIn = [401, 403, 429];

/** What tells of our insides. */
const inside =
  /\bat [\w.<>]+ \(|node_modules|\.[jt]s:\d|\b(select|insert|update|delete|relation|column) .{0,40}\b(from|into|set|does not exist)\b|prisma|postgres|pg_|ECONN|127\.0\.0\.1:\d/i;

/** What is wrong with an answer; nothing when all is well. */
export function faultOf(request: FuzzRequest, answer: FuzzAnswer, document: ApiDocument): string | undefined {
  const { operation, kind } = request;
  const { status, headers, text } = answer;
  if (status >= 500) return `answered ${status}: ${text.slice(0, 300)}`;
  const mediaType = (headers.get('content-type') ?? '').split(';')[0] ?? '';
  if (kind === 'wrong-method' && status === 405) {
    const allowed = [...(document.methods.get(operation.path) ?? [])].sort().join(', ');
    return headers.get('allow') === allowed ? undefined : `allows ${headers.get('allow')} instead of ${allowed}`;
  }
  const right = expected[kind];
  // What stands in the path may be no address at all.
  if (right && ![...right, ...notLetIn, 404].includes(status)) return `a request with ${kind} answered ${status}`;
  if (!(String(status) in operation.answers)) return `answered ${status}, of which the document says nothing`;
  const schema = document.schemaOf(operation, status, mediaType);
  if (!schema)
    return text === '' || status === 302 || isFile(answer)
      ? undefined
      : `answered ${status} with ${mediaType || 'no type'}`;
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success)
    return `answered ${status} with what its schema does not allow: ${parsed.error.message.slice(0, 500)}`;
  if (status >= 400 && inside.test(detailOf(text))) return `tells of our insides: ${text.slice(0, 300)}`;
  return undefined;
}

const isFile = ({ headers }: FuzzAnswer): boolean =>
  (headers.get('content-disposition') ?? '').startsWith('attachment');

/** A problem without the parts that repeat what was asked. */
function detailOf(text: string): string {
  const { errors: _, ...problem } = JSON.parse(text) as { errors?: unknown };
  return JSON.stringify(problem);
}
