/** A sandbox AWS account: state in memory behind the wire protocols of AWS. */
import type { Caller } from './context.js';
import { SandboxCloud } from './cloud.js';
import { Faults } from './faults.js';
import type { SandboxRequest, SandboxResponse } from './http.js';
import { awsManagedPolicies } from './iam/aws-managed.js';
import { idSource } from './ids.js';
import type { ServiceName } from './services.js';
import type { SentMail } from './ses/state.js';
import { emptyState, type AccountState } from './state.js';

/** One call that the account answered; `status` is that of the answer, even if a fault kept it from arriving. */
export interface RecordedCall {
  service: string;
  action: string;
  region: string;
  at: Date;
  status: number;
}

/** A misconfiguration that a seed planted: the resource that has it, and a word for what is wrong. */
export interface Planted {
  resourceArn: string;
  problem: string;
}

/** What a new account is given. */
export interface SandboxOptions {
  /** Twelve digits; 111122223333 unless given. */
  accountId?: string;
  /** The account's clock; the real one unless given. */
  now?: () => Date;
  /** Seed of every id the account makes; the same seed and calls give the same ids. */
  seed?: number;
  /** Fills the new account and tells what it planted. */
  fill?: (state: AccountState) => Planted[];
}

/** Calls that are remembered before the oldest are forgotten. */
const CALLS_KEPT = 200_000;

/** A pretend account. Everything it knows is in `state`; there is no other copy. */
export class SandboxAccount {
  readonly faults = new Faults();
  /** The calls that were answered, oldest first. */
  readonly calls: RecordedCall[] = [];
  /** Milliseconds that adapters wait before they deliver an answer. */
  latencyMs = 0;
  /** Who unsigned requests and unknown access keys are taken for. */
  defaultCaller: Caller;
  /** What the seed planted. */
  readonly planted: readonly Planted[];
  private readonly cloud: SandboxCloud;

  constructor(
    readonly state: AccountState,
    planted: readonly Planted[],
  ) {
    this.planted = planted;
    this.defaultCaller = {
      accountId: state.id,
      arn: `arn:aws:sts::${state.id}:assumed-role/CspmexaSandbox/demo`,
      userId: `${state.ids.iam('AROA')}:demo`,
    };
    this.cloud = new SandboxCloud([this]);
  }

  /** The account's twelve digits. */
  get id(): string {
    return this.state.id;
  }

  /** The mails that were handed to SES, oldest first. */
  get mailbox(): readonly SentMail[] {
    return this.state.ses.mailbox;
  }

  /** Calls the listener with each mail that is handed to SES; answers the function that ends that. */
  onMail(listener: (mail: SentMail) => void): () => void {
    this.state.ses.listeners.add(listener);
    return () => this.state.ses.listeners.delete(listener);
  }

  /** Answers one request as AWS would. */
  handle(request: SandboxRequest): SandboxResponse {
    return this.cloud.handle(request);
  }

  /**
   * Performs an operation as if a client of another person had called it: not recorded, not subject to faults.
   * Throws an AwsError where a client would get one.
   */
  invoke(service: ServiceName, action: string, input: object, region = 'us-east-1'): object {
    return this.cloud.invoke(this, service, action, input, region);
  }

  /** Remembers a call that was answered. */
  record(call: RecordedCall): void {
    if (this.calls.length >= CALLS_KEPT) this.calls.splice(0, CALLS_KEPT / 2);
    this.calls.push(call);
  }

  /** How many calls were made of each `service:action`. */
  callCounts(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { service, action } of this.calls) {
      const key = `${service}:${action}`;
      counts[key] = (counts[key] ?? 0) + 1;
    }
    return counts;
  }
}

/** Makes a sandbox account, empty unless `fill` fills it. */
export function createSandboxAccount(options: SandboxOptions = {}): SandboxAccount {
  const { accountId = '111122223333', now = () => new Date(), seed = 1, fill } = options;
  if (!/^\d{12}$/.test(accountId)) throw new TypeError(`An account id has twelve digits, not: ${accountId}`);
  const state = emptyState(accountId, now, idSource(seed));
  for (const policy of awsManagedPolicies()) state.iam.policies.set(policy.arn, policy);
  return new SandboxAccount(state, fill?.(state) ?? []);
}
