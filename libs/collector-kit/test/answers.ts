/** The real SDK clients over answers that a test makes up. */
import { Readable } from 'node:stream';
import {
  AccountLimits,
  Aws,
  boundlessBudget,
  Clients,
  Coverage,
  type AwsSettings,
  type CallBudget,
  type ClientSettings,
  type HttpHandler,
} from '../src/index.js';
import { noPauses } from '../src/later-rounds.js';

export interface Answer {
  readonly status?: number;
  readonly body?: string | Uint8Array | Readable;
  readonly headers?: Readonly<Record<string, string>>;
}

interface SdkRequest {
  readonly hostname: string;
  readonly path: string;
  readonly body?: unknown;
}

/** A handler that answers each request in its turn; an error is thrown as the network would. */
export const handlerOf = (
  answer: (request: SdkRequest, turn: number, signal?: AbortSignal) => Answer | Error | Promise<Answer>,
): HttpHandler => {
  let turn = 0;
  return {
    metadata: { handlerProtocol: 'http/1.1' },
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
    handle: async (request: SdkRequest, options: { abortSignal?: AbortSignal } = {}) => {
      const given = await answer(request, turn++, options.abortSignal);
      if (given instanceof Error) throw given;
      const { status = 200, body = '', headers = {} } = given;
      return {
        response: {
          statusCode: status,
          headers: { ...headers },
          body: body instanceof Readable ? body : Buffer.from(body),
        },
      };
    },
  } as HttpHandler; // the rest of the type is about Node's own handlers
};

export interface Bench {
  readonly aws: Aws;
  readonly clients: Clients;
  readonly coverage: Coverage;
}

/** A unit of EC2 in sa-east-1 over these answers. */
export function benchOf(
  answer: Parameters<typeof handlerOf>[0],
  settings: Partial<AwsSettings> & { client?: Partial<ClientSettings>; budget?: CallBudget } = {},
): Bench {
  const coverage = new Coverage();
  const { client, budget = boundlessBudget(), ...rest } = settings;
  const clients = new Clients(
    {
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
      homeRegion: 'us-east-1',
      requestHandler: handlerOf(answer),
      ...client,
    },
    budget,
  );
  const aws = new Aws({
    clients,
    coverage,
    limits: new AccountLimits(),
    service: 'ec2',
    place: { partition: 'aws', accountId: '111122223333', region: 'sa-east-1' },
    signal: new AbortController().signal,
    pauses: noPauses,
    ...rest,
  });
  return { aws, clients, coverage };
}

export const ec2Error = (code: string, status = 400): Answer => ({
  status,
  body: `<Response><Errors><Error><Code>${code}</Code><Message>why</Message></Error></Errors><RequestID>1</RequestID></Response>`,
});

/** A page of volumes. */
export const volumes = (ids: readonly string[], next?: string): Answer => ({
  body: `<DescribeVolumesResponse><requestId>1</requestId><volumeSet>${ids
    .map((id) => `<item><volumeId>${id}</volumeId><encrypted>true</encrypted></item>`)
    .join('')}</volumeSet>${next === undefined ? '' : `<nextToken>${next}</nextToken>`}</DescribeVolumesResponse>`,
});
