/**
 * SDK clients of one account, made when they are first needed: one per service and region, all over one connection
 * pool.
 */
import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, EndpointV2, Pluggable } from '@smithy/types';
import { answerGuard } from './answer-guard.js';
import { isThrottle } from './classify.js';
import { Pace } from './pace.js';
import { readStrictly } from './strict-reading.js';

/** What every client takes as its HTTP handler. */
export type HttpHandler = NonNullable<S3ClientConfig['requestHandler']>;

/** How to reach AWS. */
export interface ClientSettings {
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Where global services and the first calls go, for example us-east-1. */
  readonly homeRegion: string;
  /** Another endpoint for every service, such as an emulator. */
  readonly endpointUrl?: string;
  /** Replaces the network, for the sandbox account. */
  readonly requestHandler?: HttpHandler;
  /** For one try: connecting, waiting for the headers, and reading the body, each. Default 10,000. */
  readonly timeoutMs?: number;
  /** Tries of one call in all. Default 3. */
  readonly maxAttempts?: number;
  /** Connections at once. Default 64. */
  readonly maxSockets?: number;
  /** How large one answer may be. Default 128 MiB. */
  readonly maxBytes?: number;
}

const defaultMaxBytes = 128 * 1024 * 1024;

/**
 * A plugin that keeps every single try to the pace of its operation, and calls `onThrottle` for each that was told to
 * slow down.
 */
const paced = (onThrottle: () => void): Pluggable<any, any> => ({
  applyToStack: (stack) => {
    const paces = new Map<string, Pace>();
    stack.add(
      (next, { commandName = '' }) =>
        async (args) => {
          const pace = paces.get(commandName) ?? new Pace();
          paces.set(commandName, pace);
          const beganAt = await pace.turn();
          try {
            const result = await next(args);
            pace.note(beganAt, false);
            return result;
          } catch (error) {
            const isRefused = isThrottle(error);
            pace.note(beganAt, isRefused);
            if (isRefused) onThrottle();
            throw error;
          }
        },
      { step: 'finalizeRequest', priority: 'low', name: 'paced' },
    );
  },
});

/** The clients of one account. Call `close` when done. */
export class Clients {
  private readonly made = new Map<string, { destroy(): void }>();
  private readonly handler: HttpHandler;

  constructor(
    private readonly settings: ClientSettings,
    private readonly onThrottle: () => void = () => undefined,
  ) {
    const timeout = settings.timeoutMs ?? 10_000;
    const agent = { keepAlive: true, maxSockets: settings.maxSockets ?? 64 };
    this.handler =
      settings.requestHandler ??
      new NodeHttpHandler({
        connectionTimeout: Math.min(timeout, 5_000),
        requestTimeout: timeout,
        throwOnRequestTimeout: true,
        socketAcquisitionWarningTimeout: 600_000,
        httpAgent: agent,
        httpsAgent: agent,
      });
  }

  s3 = (region: string): S3Client =>
    this.get(
      `s3/${region}`,
      () =>
        new S3Client({
          ...this.common(region),
          forcePathStyle: this.settings.endpointUrl !== undefined,
          followRegionRedirects: true,
          responseChecksumValidation: 'WHEN_REQUIRED',
          requestChecksumCalculation: 'WHEN_REQUIRED',
        }),
    );
  s3Control = (region: string): S3ControlClient =>
    this.get(`s3control/${region}`, () => new S3ControlClient({ ...this.common(region), ...this.plainHost(region) }));
  ec2 = (region: string): EC2Client => this.get(`ec2/${region}`, () => new EC2Client(this.common(region)));
  iam = (): IAMClient => this.get('iam', () => new IAMClient(this.common(this.settings.homeRegion)));
  sts = (): STSClient => this.get('sts', () => new STSClient(this.common(this.settings.homeRegion)));
  accessAnalyzer = (region: string): AccessAnalyzerClient =>
    this.get(`accessanalyzer/${region}`, () => new AccessAnalyzerClient(this.common(region)));

  get homeRegion(): string {
    return this.settings.homeRegion;
  }

  close(): void {
    for (const client of this.made.values()) client.destroy();
    this.made.clear();
  }

  private common(region: string) {
    const { credentials, endpointUrl, maxAttempts = 3 } = this.settings;
    return {
      region,
      credentials,
      retryMode: 'standard' as const,
      maxAttempts,
      requestHandler: this.handler,
      ...(endpointUrl === undefined ? {} : { endpoint: endpointUrl }),
    };
  }

  /** For S3 Control, whose own rules put the account id in front of any host, even one that is an address. */
  private plainHost(region: string) {
    const { endpointUrl } = this.settings;
    if (endpointUrl === undefined) return {};
    const url = new URL(endpointUrl);
    const scheme = { name: 'sigv4', signingName: 's3', signingRegion: region, properties: {} };
    const endpoint: EndpointV2 = { url, properties: { authSchemes: [scheme] } };
    return { disableHostPrefix: true, endpointProvider: () => endpoint };
  }

  // Every client has its own input and output types; the plugins look at neither.
  private get<
    C extends {
      destroy(): void;
      config: object;
      middlewareStack: { use(plugin: Pluggable<any, any>): void; remove(name: string): boolean };
    },
  >(key: string, make: () => C): C {
    const found = this.made.get(key);
    if (found) return found as C; // the key names the service, so it is the same class
    const client = make();
    const { timeoutMs = 10_000, maxBytes = defaultMaxBytes } = this.settings;
    client.middlewareStack.use(answerGuard({ bodyTimeoutMs: timeoutMs, maxBytes }));
    readStrictly(client);
    // Copies every answer for a log that nobody keeps, and would look into what could not be read.
    client.middlewareStack.remove('loggerMiddleware');
    client.middlewareStack.use(paced(this.onThrottle));
    this.made.set(key, client);
    return client;
  }
}
