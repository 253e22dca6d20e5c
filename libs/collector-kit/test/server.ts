/** A server in place of AWS: real sockets, which can break in the ways that sockets break. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import {
  AccountLimits,
  Aws,
  Clients,
  Coverage,
  type AwsSettings,
  type CallBudget,
  type ClientSettings,
} from '../src/index.js';
import type { Answer } from './answers.js';

/** What a request is about. */
export interface Asked {
  /** EC2's and STS's operation; for S3 the sub-resource. */
  readonly operation: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly body: string;
}

/** `stall`: silence; `reset`: the connection breaks; `half`: it breaks within the body; `trickle`: the body never ends. */
export type Fate = 'stall' | 'reset' | 'half' | 'trickle';

export interface Server {
  readonly url: string;
  /** Requests that came in. */
  readonly asked: Asked[];
  readonly close: () => Promise<void>;
}

export async function startServer(
  answer: (asked: Asked, turn: number) => Answer | Fate | Promise<Answer | Fate>,
): Promise<Server> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    void text(request)
      .then(async (body) => {
        const about = aboutOf(request, body);
        asked.push(about);
        deliver(response, await answer(about, asked.length - 1));
      })
      .catch(() => request.socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // a server that listens on a port has an address
  return {
    url: `http://127.0.0.1:${port}`,
    asked,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function aboutOf({ headers, url = '' }: IncomingMessage, body: string): Asked {
  const [, accessKeyId = '', region = ''] =
    /Credential=([^/]+)\/\d+\/([^/]+)\//.exec(headers.authorization ?? '') ?? [];
  const operation = /(?:^|&)Action=(\w+)/.exec(body)?.[1] ?? /\?(\w+)/.exec(url)?.[1] ?? url;
  return { operation, region, accessKeyId, body };
}

function deliver(response: ServerResponse, given: Answer | Fate): void {
  if (given === 'stall') return;
  if (given === 'reset') return void response.socket?.resetAndDestroy();
  if (given === 'half' || given === 'trickle') {
    response.writeHead(200, { 'content-length': '1000' });
    response.write('<DescribeVolumesResponse><volumeSet>', () => given === 'half' && response.socket?.destroy());
    return;
  }
  const { status = 200, headers = {}, body = '' } = given;
  response.writeHead(status, { ...headers });
  response.end(body);
}

export interface Unit {
  readonly aws: Aws;
  readonly clients: Clients;
  readonly coverage: Coverage;
}

/** Units that reach this server with the SDK's own way over the network; one for each region, as a scan has them. */
export function unitsAt(
  url: string,
  {
    client,
    budget,
    ...settings
  }: Partial<AwsSettings> & { client?: Partial<ClientSettings>; budget?: CallBudget } = {},
) {
  const coverage = new Coverage();
  const clients = new Clients(
    {
      credentials: { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', secretAccessKey: 'example' },
      homeRegion: 'us-east-1',
      endpointUrl: url,
      ...client,
    },
    budget,
  );
  const limits = new AccountLimits();
  const { signal } = new AbortController();
  return {
    coverage,
    clients,
    unit: (region: string): Unit => {
      const place = { partition: 'aws', accountId: '111122223333', region };
      const aws = new Aws({ clients, coverage, limits, service: 'ec2', place, signal, ...settings });
      return { aws, clients, coverage };
    },
  };
}
