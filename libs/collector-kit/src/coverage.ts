/** Keeps count of every call: what was asked, how it ended, and what it cost. */
import type { CallCost, CallCounts, CoverageRow, DeniedBy, UnknownReason } from '@cspmexa/contracts';
import type { Unknown } from '@cspmexa/resources';

/** What a call is counted under. */
export interface CallPlace {
  readonly service: string;
  readonly region: string;
  /** The IAM action. */
  readonly action: string;
}

interface Tally {
  calls: number;
  detail: string | null;
  deniedBy: DeniedBy | null;
  readonly resources: string[];
}

/** Coverage of one scan or unit. Rows are region × action × outcome; costs are region × action. */
export class Coverage {
  private readonly tallies = new Map<string, Tally>();
  private readonly spent = new Costs();
  private untaken = new Costs();

  /**
   * A request left for AWS. Calls and retries together are the requests that left: tries, redirects, and those that were
   * never answered. @param isFirst of its call.
   */
  sent(call: CallPlace, isFirst: boolean): void {
    this.add(call, isFirst ? 'calls' : 'retries', 1);
  }

  /** A request that was counted did not leave after all. @param wasFirst of its call. */
  unsent(call: CallPlace, wasFirst: boolean): void {
    this.add(call, wasFirst ? 'calls' : 'retries', -1);
  }

  /** AWS asked to slow down. */
  throttled(call: CallPlace): void {
    this.add(call, 'throttles', 1);
  }

  /** A try took that long. */
  took(call: CallPlace, seconds: number): void {
    this.add(call, 'seconds', seconds);
  }

  /** A call ended, after all its tries and rounds. @param why it gave no answer, if it gave none. */
  ended(call: CallPlace, why?: Unknown): void {
    (why ? this.blind(call, why) : this.tally(call, 'ok')).calls += 1;
  }

  /**
   * Something that stays unknown although no call failed: an answer without what it must have, or a call that was not
   * made.
   */
  recordBlind(place: { service: string; region: string }, why: Unknown, resourceArn?: string): void {
    const tally = this.blind(place, why);
    if (resourceArn !== undefined && tally.resources.length < 10 && !tally.resources.includes(resourceArn))
      tally.resources.push(resourceArn);
  }

  /** The sum of all costs. */
  get counts(): CallCounts {
    const sum = { ...nothing };
    for (const { calls, retries, throttles, seconds } of this.spent.list()) {
      sum.calls += calls;
      sum.retries += retries;
      sum.throttles += throttles;
      sum.seconds += seconds;
    }
    return { ...sum, seconds: toMilliseconds(sum.seconds) };
  }

  /** What each action cost in each region, sorted. */
  costs(): CallCost[] {
    return this.spent.list();
  }

  /** What was added since this was asked last, sorted: for who writes it down now and then. */
  takeCosts(): CallCost[] {
    const taken = this.untaken.list();
    this.untaken = new Costs();
    return taken;
  }

  /** Sorted by service, region, action and outcome, so that two equal scans give equal rows. */
  rows(): CoverageRow[] {
    return [...this.tallies]
      .map(([key, { calls, detail, deniedBy, resources }]) => {
        const [service = '', region = '', action = '', outcome = ''] = key.split('|');
        return {
          service,
          region,
          action,
          outcome: outcome as CoverageRow['outcome'], // the key was made of one
          calls,
          detail,
          resources: [...resources].sort(),
          deniedBy,
        };
      })
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** Rows that are not ok. */
  holes(): CoverageRow[] {
    return this.rows().filter(({ outcome }) => outcome !== 'ok');
  }

  private add(call: CallPlace, what: keyof CallCounts, howMuch: number): void {
    this.spent.of(call)[what] += howMuch;
    this.untaken.of(call)[what] += howMuch;
  }

  private blind(place: { service: string; region: string }, why: Unknown): Tally {
    const tally = this.tally({ ...place, action: why.action }, why.reason);
    tally.detail ??= why.detail;
    tally.deniedBy ??= why.deniedBy ?? null;
    return tally;
  }

  private tally({ service, region, action }: CallPlace, outcome: 'ok' | UnknownReason): Tally {
    const key = `${service}|${region}|${action}|${outcome}`;
    const tally = this.tallies.get(key) ?? { calls: 0, detail: null, deniedBy: null, resources: [] };
    this.tallies.set(key, tally);
    return tally;
  }
}

const keyOf = ({ service, region, action, outcome }: CoverageRow): string =>
  `${service}|${region}|${action}|${outcome}`;

const nothing = { calls: 0, retries: 0, throttles: 0, seconds: 0 };
const toMilliseconds = (seconds: number): number => Math.round(seconds * 1_000) / 1_000;

/** Costs by what they are counted under. */
class Costs {
  private readonly byCall = new Map<string, CallCost>();

  of({ service, region, action }: CallPlace): CallCost {
    const key = `${service}|${region}|${action}`;
    const found = this.byCall.get(key) ?? { service, region, action, ...nothing };
    this.byCall.set(key, found);
    return found;
  }

  /** Copies, sorted. */
  list(): CallCost[] {
    return [...this.byCall]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, cost]) => ({ ...cost, seconds: toMilliseconds(cost.seconds) }));
  }
}
