/**
 * SDK clients of one account, made when they are first needed: one per service and region, all over one connection
 * pool.
 */
import { AccessAnalyzerClient } from '@aws-sdk/client-accessanalyzer';
import { EC2Client } from '@aws-sdk/client-ec2';
import { IAMClient } from '@aws-sdk/client-iam';
import { S3Client } from '@aws-sdk/client-s3';
import { S3ControlClient } from '@aws-sdk/client-s3-control';
import { STSClient } from '@aws-sdk/client-sts';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import type { AwsCredentialIdentity, AwsCredentialIdentityProvider, EndpointV2, Pluggable } from '@smithy/types';
import { answerGuard } from './answer-guard.js';
import { privateBudget, type CallBudget } from './budget/call-budget.js';
import { counted, type HttpHandler } from './counted-handler.js';
import { Credentials } from './credentials.js';
import { lighten } from './lighter-client.js';
import { Sha256 } from './sha-256.js';
import { readStrictly } from './strict-reading.js';

/** How to reach AWS. */
export interface ClientSettings {
  /** A provider is asked with `{ forceRefresh: true }` when AWS says that what it gave is over. */
  readonly credentials: AwsCredentialIdentity | AwsCredentialIdentityProvider;
  /** Where global services and the first calls go, for example us-east-1. */
  readonly homeRegion: string;
  /** Another endpoint for every service, such as an emulator. */
  readonly endpointUrl?: string;
  /** Replaces the network, for the sandbox account. */
  readonly requestHandler?: HttpHandler;
  /** For one try: connecting, waiting for the headers, and reading the body, each. Default 10,000. */
  readonly timeoutMs?: number;
  /** Tries of one call in all, when it is made through Aws; who sends by himself has one. Default 3. */
  readonly maxAttempts?: number;
  /** Connections at once. Default 64. */
  readonly maxSockets?: number;
  /** How large one answer may be. Default 128 MiB. */
  readonly maxBytes?: number;
}

const defaultTimeoutMs = 10_000;
const defaultMaxBytes = 128 * 1024 * 1024;

/**
 * Takes the place of the SDK's retries, which others are placed after by its name. A try waits for its turn first, which
 * is not the SDK's business: `Aws` makes the next one.
 */
const oneTry: Pluggable<any, any> = {
  applyToStack: (stack) =>
    stack.add((next) => next, { step: 'finalizeRequest', priority: 'high', name: 'retryMiddleware', override: true }),
};

/** The clients of one account. Call `close` when done. */
export class Clients {
  readonly maxAttempts: number;
  private readonly made = new Map<string, { destroy(): void }>();
  private readonly handler: HttpHandler;
  private readonly credentials: Credentials;

  /** @param budget of the account, shared with whoever else calls it; its own unless given. */
  constructor(
    private readonly settings: ClientSettings,
    readonly budget: CallBudget = privateBudget(),
  ) {
    const { timeoutMs = defaultTimeoutMs, maxAttempts = 3, maxSockets = 64 } = settings;
    this.maxAttempts = maxAttempts;
    this.credentials = new Credentials(settings.credentials);
    const agent = { keepAlive: true, maxSockets };
    this.handler = counted(
      settings.requestHandler ??
        new NodeHttpHandler({
          connectionTimeout: Math.min(timeoutMs, 5_000),
          requestTimeout: timeoutMs,
          throwOnRequestTimeout: true,
          socketAcquisitionWarningTimeout: 600_000,
          httpAgent: agent,
          httpsAgent: agent,
        }),
    );
  }

  /** Which credentials calls are made with at this time; it grows with each renewal. */
  get credentialsVersion(): number {
    return this.credentials.version;
  }

  /** AWS took credentials of that version. */
  accepted(version: number): void {
    this.credentials.accepted(version);
  }

  /**
   * Fetches fresh credentials in place of those of that version, once for all who ask; false where that is no use:
   * there are no others, or the last ones were never good. @throws what the provider throws.
   */
  async renewCredentials(version: number): Promise<boolean> {
    const before = this.credentials.version;
    const renewed = await this.credentials.renew(version);
    // The clients keep what they were given; calls under way end with those that they began with.
    if (this.credentials.version !== before) this.made.clear();
    return renewed;
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
    const { endpointUrl } = this.settings;
    return {
      region,
      credentials: this.credentials.provide,
      requestHandler: this.handler,
      sha256: Sha256,
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
    const { timeoutMs = defaultTimeoutMs, maxBytes = defaultMaxBytes } = this.settings;
    client.middlewareStack.use(answerGuard({ bodyTimeoutMs: timeoutMs, maxBytes }));
    readStrictly(client);
    client.middlewareStack.use(oneTry);
    // Copies every answer for a log that nobody keeps, and would look into what could not be read.
    client.middlewareStack.remove('loggerMiddleware');
    lighten(client);
    this.made.set(key, client);
    return client;
  }
}
