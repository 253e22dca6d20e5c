/** The AWS account that is scanned: some calls are always refused and some are throttled the first time, the same ones in every scan. */
import { createHash } from 'node:crypto';
import { startSandboxServer, syntheticAccount, type SandboxAccount, type SandboxServer } from '@cspmexa/sandbox';

export interface WatchedAccountOptions {
  readonly resources: number;
  readonly accountId?: string;
  /** Milliseconds that each answer takes. */
  readonly latencyMs?: number;
  /** Without any refused or throttled call. */
  readonly isHealthy?: boolean;
}

export class WatchedAccount {
  private throttled = new Set<string>();

  private constructor(
    readonly account: SandboxAccount,
    private readonly server: SandboxServer,
  ) {}

  static async start({
    resources,
    accountId = '111122223333',
    latencyMs = 10,
    isHealthy = false,
  }: WatchedAccountOptions): Promise<WatchedAccount> {
    const now = new Date();
    const account = syntheticAccount({ resources, accountId, now: () => now });
    account.latencyMs = latencyMs;
    const watched = new WatchedAccount(account, await startSandboxServer(account));
    if (!isHealthy) watched.spoil();
    return watched;
  }

  get url(): string {
    return this.server.url;
  }

  /** The calls that reached AWS, but for mails. */
  get calls(): number {
    return this.account.calls.filter(({ service }) => service !== 'ses').length;
  }

  /** Calls of each `service:action`, mails left out. */
  get callsByAction(): Record<string, number> {
    return Object.fromEntries(Object.entries(this.account.callCounts()).filter(([key]) => !key.startsWith('ses:')));
  }

  /** Forgets the calls and the throttles: the next scan meets them all again. */
  beginAgain(): void {
    this.account.calls.length = 0;
    this.throttled.clear();
  }

  close(): Promise<void> {
    return this.server.close();
  }

  private spoil(): void {
    const { faults } = this.account;
    faults.add({
      service: 'ec2',
      action: 'DescribeFlowLogs',
      region: 'eu-west-1',
      kind: 'UnauthorizedOperation',
      because: 'scp',
    });
    for (const [service, action] of [
      ['s3', 'GetBucketPolicy'],
      ['s3', 'GetBucketLogging'],
      ['s3', 'GetBucketVersioning'],
    ] as const)
      faults.add({ service, action, kind: 'AccessDenied', match: (params) => share(`${action} ${key(params)}`) < 0.1 });
    for (const service of ['s3', 'ec2', 'iam'])
      faults.add({
        service,
        kind: service === 's3' ? 'SlowDown' : 'Throttling',
        match: (params) => this.throttle(`${service} ${key(params)}`),
      });
  }

  /** A tenth of the calls, each once: whoever asks again is answered. */
  private throttle(call: string): boolean {
    if (share(call) >= 0.1 || this.throttled.has(call)) return false;
    this.throttled.add(call);
    return true;
  }
}

const key = (params: Readonly<Record<string, unknown>>): string => JSON.stringify(params);

/** A number from 0 to 1 that a text always has. */
const share = (text: string): number => createHash('sha1').update(text).digest().readUInt32BE() / 2 ** 32;
