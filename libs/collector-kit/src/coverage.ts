/** Keeps count of every call: what was asked, how it ended, and what it cost. */
import type { CallCounts, CoverageRow, UnknownReason } from '@cspmexa/contracts';
import type { Unknown } from '@cspmexa/resources';

interface Tally {
  calls: number;
  detail: string | null;
  readonly resources: string[];
}

/** Coverage of one scan or unit. Rows are account × region × action × outcome. */
export class Coverage {
  private readonly tallies = new Map<string, Tally>();
  private calls = 0;
  private retries = 0;
  private throttles = 0;
  private seconds = 0;

  /** One finished call. `seconds` include its retries. */
  record(place: { service: string; region: string; action: string }, seconds: number, attempts: number): void {
    this.calls += 1;
    this.retries += attempts - 1;
    this.seconds += seconds;
    this.tally(place, 'ok').calls += 1;
  }

  /** One call that gave no answer, or an answer that makes no sense. */
  recordFailure(place: { service: string; region: string }, why: Unknown, seconds: number, attempts: number): void {
    this.calls += 1;
    this.retries += attempts - 1;
    this.seconds += seconds;
    this.blind(place, why).calls += 1;
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

  recordThrottle(): void {
    this.throttles += 1;
  }

  get counts(): CallCounts {
    return {
      calls: this.calls,
      retries: this.retries,
      throttles: this.throttles,
      seconds: Math.round(this.seconds * 1_000) / 1_000,
    };
  }

  /** Sorted by service, region, action and outcome, so that two equal scans give equal rows. */
  rows(): CoverageRow[] {
    return [...this.tallies]
      .map(([key, { calls, detail, resources }]) => {
        const [service = '', region = '', action = '', outcome = ''] = key.split('|');
        return {
          service,
          region,
          action,
          outcome: outcome as CoverageRow['outcome'],
          calls,
          detail,
          resources: [...resources].sort(),
        };
      })
      .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** Rows that are not ok. */
  holes(): CoverageRow[] {
    return this.rows().filter(({ outcome }) => outcome !== 'ok');
  }

  private blind(place: { service: string; region: string }, why: Unknown): Tally {
    const tally = this.tally({ ...place, action: why.action }, why.reason);
    tally.detail ??= why.detail;
    return tally;
  }

  private tally(
    { service, region, action }: { service: string; region: string; action: string },
    outcome: 'ok' | UnknownReason,
  ): Tally {
    const key = `${service}|${region}|${action}|${outcome}`;
    const tally = this.tallies.get(key) ?? { calls: 0, detail: null, resources: [] };
    this.tallies.set(key, tally);
    return tally;
  }
}

const keyOf = ({ service, region, action, outcome }: CoverageRow): string =>
  `${service}|${region}|${action}|${outcome}`;
