/** Runs collectors on recorded answers: the real SDK clients, with a handler in place of the network. */
import {
  AccountLimits,
  Aws,
  boundlessBudget,
  Clients,
  collectUnit,
  Coverage,
  type Collector,
  type HttpHandler,
  type ListingHole,
} from '@cspmexa/collector-kit';
import type { Resource } from '@cspmexa/resources';
import { operationOf, textOf, type SdkRequest } from './operation.js';
import type { Recording } from './recordings.js';

/** What a run gave. */
export interface Replayed {
  readonly resources: Resource[];
  readonly holes: ListingHole[];
  readonly coverage: Coverage;
  /** The operations asked for, in order. */
  readonly asked: string[];
  /** Requests that no recording answers. */
  readonly unanswered: string[];
}

/** An answer made up by the test; undefined to let the recordings answer. */
export type Answer = (
  operation: string,
  text: string,
) => { readonly status: number; readonly body: string } | undefined;

export interface ReplayOptions {
  readonly answer?: Answer;
  readonly partition?: string;
  /** All, unless given. */
  readonly facets?: readonly string[];
  /** Makes calls three times, and again in later rounds; once unless given. */
  readonly isPatient?: boolean;
}

export const accountId = '111122223333';
/** Small, so that a test can go beyond it. */
export const maxBytes = 1_000_000;

/** Runs one collector in a region. */
export async function replay(
  collector: Collector,
  recordings: readonly Recording[],
  {
    answer = () => undefined,
    partition = 'aws',
    facets = Object.keys(collector.facets),
    isPatient = false,
  }: ReplayOptions = {},
): Promise<Replayed> {
  const replayed: Replayed = { resources: [], holes: [], coverage: new Coverage(), asked: [], unanswered: [] };
  const clients = clientsOf(partition, isPatient ? 3 : 1);
  answerNow = (request) => answerOf(request, recordings, answer, replayed);
  const { kind, service, scope } = collector.collects;
  const region = scope === 'global' ? 'global' : 'sa-east-1';
  const aws = new Aws({
    clients,
    coverage: replayed.coverage,
    limits: new AccountLimits(),
    service,
    place: { partition, accountId, region },
    signal: new AbortController().signal,
    ...(isPatient ? { pauses: { throttled: [5, 10, 20, 40, 80, 160], unanswered: [] } } : {}),
  });
  await collectUnit([collector], new Map([[kind, new Set(facets)]]), aws, {
    resource: (resource) => void replayed.resources.push(resource),
    hole: (hole) => void replayed.holes.push(hole),
  });
  replayed.resources.sort((a, b) => (a.arn < b.arn ? -1 : 1));
  return replayed;
}

/** Making clients takes longer than a run: they are made once, and one run at a time answers them. */
let answerNow: (request: SdkRequest) => { readonly status: number; readonly body: string } = () => ({
  status: 501,
  body: '',
});
const made = new Map<string, Clients>();

function clientsOf(partition: string, maxAttempts: number): Clients {
  const key = `${partition} ${maxAttempts}`;
  const clients =
    made.get(key) ??
    new Clients(
      {
        credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
        homeRegion: partition === 'aws-cn' ? 'cn-north-1' : 'us-east-1',
        requestHandler: handler,
        maxAttempts,
        maxBytes,
      },
      boundlessBudget(), // thousands of runs share the clients
    );
  made.set(key, clients);
  return clients;
}

const handler = {
  metadata: { handlerProtocol: 'http/1.1' },
  destroy: () => undefined,
  updateHttpClientConfig: () => undefined,
  httpHandlerConfigs: () => ({}),
  handle: (request: SdkRequest) => {
    const { status, body } = answerNow(request);
    return Promise.resolve({ response: { statusCode: status, headers: {}, body: Buffer.from(body) } });
  },
} as HttpHandler; // a server's answer is all that the SDK needs of a handler; its type also names options that only Node's own has

function answerOf(
  request: SdkRequest,
  recordings: readonly Recording[],
  answer: Answer,
  { asked, unanswered }: Replayed,
) {
  const operation = operationOf(request) ?? `${request.method} ${request.path}`;
  const text = textOf(request);
  asked.push(operation);
  const found = answer(operation, text) ?? recorded(recordings, operation, text);
  if (!found) unanswered.push(`${operation} ${text}`);
  return found ?? { status: 501, body: '' };
}

const recorded = (recordings: readonly Recording[], operation: string, text: string): Recording | undefined => {
  const candidates = recordings.filter((each) => each.operation === operation);
  return (
    candidates.find(({ selector }) => selector !== '' && text.includes(selector)) ??
    candidates.find(({ selector }) => selector === '')
  );
};
