/** Sends every operation of a running site requests of every kind. */
import fc from 'fast-check';
import { faultOf, type FuzzAnswer } from './answers.js';
import { readDocument, type ApiDocument, type Operation } from './document.js';
import { requestsOf, type FuzzRequest } from './requests.js';
import type { Sessions } from './sessions.js';
import type { KnownId } from './values.js';

export interface FuzzSettings {
  readonly site: string;
  readonly sessions: Sessions;
  /** Requests for each operation. */
  readonly cases: number;
  readonly seed: number;
}

export interface FuzzReport {
  readonly requests: number;
  readonly faults: readonly string[];
  /** How often which status came. */
  readonly statuses: Readonly<Record<string, number>>;
  /** Ids of operations that succeeded at least once. */
  readonly succeeded: ReadonlySet<string>;
  readonly operations: readonly Operation[];
}

const atOnce = 8;

/** Reads first, then what changes things, then what changes who may come in. */
const rankOf = ({ method, service }: Operation): number => (method === 'GET' ? 0 : service === 'auth' ? 2 : 1);

export async function fuzz({ site, sessions, cases, seed }: FuzzSettings): Promise<FuzzReport> {
  const document = await readDocument(site);
  const known = await knownIds(document, site, sessions);
  const faults: string[] = [];
  const statuses: Record<string, number> = {};
  const succeeded = new Set<string>();
  let requests = 0;
  const operations = [...document.operations].sort((one, other) => rankOf(one) - rankOf(other));
  for (const operation of operations) {
    const some = fc.sample(requestsOf(operation, document.methods.get(operation.path) ?? [], known), {
      numRuns: cases,
      seed,
    });
    await inParallel(some, async (request) => {
      const answer = await send(site, request, await sessions.next());
      requests += 1;
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.status < 400) succeeded.add(operation.id);
      const fault = faultOf(request, answer, document);
      if (fault)
        faults.push(
          `${operation.id} (${request.kind}): ${request.method} ${request.target.slice(0, 300)} ${(request.body ?? '').slice(0, 300)} ${fault}`,
        );
    });
  }
  return { requests, faults, statuses, succeeded, operations };
}

/** Calls `work` for every item, a few at once. */
export async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items.values();
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item);
    }),
  );
}

/** Sends a request and reads its answer. A refusal of the parser is an answer, too. */
export async function send(
  site: string,
  { method, target, headers, body }: Omit<FuzzRequest, 'operation' | 'kind'>,
  authorization: string,
): Promise<FuzzAnswer> {
  const answer = await fetch(site + target, {
    method,
    headers: { ...headers, authorization },
    redirect: 'manual',
    ...(body === undefined ? {} : { body: Buffer.from(body) }),
    signal: AbortSignal.timeout(30_000),
  });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

/** Ids of things that exist, from the first page of every list. */
async function knownIds(document: ApiDocument, site: string, sessions: Sessions): Promise<KnownId[]> {
  const ids: KnownId[] = [];
  for (const operation of document.operations) {
    if (operation.method !== 'GET' || operation.path.includes('{')) continue;
    const request = { method: 'GET', target: operation.path, headers: {}, body: undefined };
    const { status, text } = await send(site, request, await sessions.next());
    if (status !== 200) continue;
    const noun = nounOf(operation.path);
    ids.push(...[...text.matchAll(/"id":"([\w./-]{3,120})"/g)].slice(0, 3).map(([, id = '']) => ({ id, noun })));
  }
  return ids;
}

/** `account` of /v1/accounts, `policy` of /v1/policies, `rule` of /v1/alert-rules. */
const nounOf = (path: string): string => (path.split(/[/-]/).at(-1) ?? '').replace(/ies$/, 'y').replace(/s$/, '');
