/** Gives each try of a call its turn, within what AWS allows the account; shared by all who share the store. */
import { Allowance } from './allowance.js';
import { take, type Ask, type BucketStore, type Grant } from './bucket.js';
import { MemoryBucketStore } from './memory-bucket-store.js';
import { publishedRate, shareOf } from './rates.js';

/** What a turn is for. The same object tells later that the try was refused. */
export interface BudgetedCall {
  readonly region: string;
  /** The IAM action. */
  readonly action: string;
}

export interface CallBudgetOptions {
  /** `partition/awsAccountId`. */
  readonly account: string;
  /** Of AWS's published rates, 1 to 100. */
  readonly percent: number;
}

/** The share that is used unless someone says otherwise. */
export const defaultPercent = 50;

/**
 * The budget of one AWS account in one process. Calls are taken out of the shared bucket in blocks, so that a busy action
 * costs the store about two updates a second; what is left of a block lapses after a second.
 */
export class CallBudget {
  private readonly allowances = new Map<string, Allowance>();
  private readonly madeUnder = new WeakMap<BudgetedCall, number>();
  /** Stands in while the store fails: a scan goes on, with a budget of its own. */
  private readonly standIn = new MemoryBucketStore();

  constructor(
    private readonly store: BucketStore,
    private readonly options: CallBudgetOptions,
  ) {}

  /** Takes a turn if there is one at hand; false when `turn` has to wait for it. */
  takeTurn(call: BudgetedCall): boolean {
    const allowance = this.of(call);
    if (!allowance.takeNow()) return false;
    this.madeUnder.set(call, allowance.version);
    return true;
  }

  /** Waits for a turn. @throws the signal's reason when it is aborted meanwhile. */
  async turn(call: BudgetedCall, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.takeTurn(call)) return;
    const allowance = this.of(call);
    await allowance.wait(signal);
    this.madeUnder.set(call, allowance.version);
  }

  /** True when the rate has changed since this turn was given, so that another one has to be waited for. */
  isStale(call: BudgetedCall): boolean {
    return this.madeUnder.get(call) !== this.of(call).version;
  }

  /** A try that had its turn was refused: everybody slows down. */
  throttled(call: BudgetedCall): void {
    this.of(call).ended(this.madeUnder.get(call), true);
  }

  /** A try that had its turn ended without being told to slow down. */
  passed(call: BudgetedCall): void {
    this.of(call).ended(this.madeUnder.get(call), false);
  }

  private of({ region, action }: BudgetedCall): Allowance {
    const key = `${region} ${action}`;
    const found = this.allowances.get(key);
    if (found) return found;
    const made = new Allowance((ask) => this.ask({ region, action }, ask));
    this.allowances.set(key, made);
    return made;
  }

  private async ask({ region, action }: BudgetedCall, ask: Ask): Promise<Grant> {
    const { account, percent } = this.options;
    const key = { account, region, action };
    const published = shareOf(publishedRate(action), percent);
    try {
      return await this.store.update(key, (state, now) => take(state, now, published, ask));
    } catch {
      return this.standIn.update(key, (state, now) => take(state, now, published, ask));
    }
  }
}

/** A budget for those who share with nobody. @param percent of AWS's published rates. */
export const privateBudget = (percent = defaultPercent): CallBudget =>
  new CallBudget(new MemoryBucketStore(), { account: '', percent });

/** A budget without bounds, for servers that are not AWS. A bucket that nobody remembers is always full. */
export const boundlessBudget = (): CallBudget =>
  new CallBudget(
    { update: (_key, change) => Promise.resolve(change(undefined, 0).result) },
    { account: '', percent: 100 },
  );
