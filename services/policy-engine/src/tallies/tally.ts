/** How many resources of a place satisfy each policy. Pure. */
import { severityRank } from '@cspmexa/contracts';
import type { Verdict } from '@cspmexa/policy-kit';
import { listedIn, rowOf, type Catalogue } from '../policies/catalogue.js';

/** Why verdicts are unknown, without what differs from call to call. */
export interface UnknownSample {
  readonly reason: string;
  /** The IAM action of the call; empty when it was no call. */
  readonly action: string;
  readonly count: number;
}

/** The tally of one policy, or one row of its table, in one place. */
export interface Tally {
  readonly service: string;
  /** Of the unit: 'global' for what is listed once. */
  readonly region: string;
  readonly policyId: string;
  readonly discriminator: string;
  /** 4 critical … 0 info, as the policy declares it. */
  readonly severity: number;
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
  readonly reasons: readonly UnknownSample[];
  /** Some verdicts are unknown only because the scan was not to look there: an older tally knows more. */
  readonly isPartial: boolean;
}

export interface Counts {
  readonly pass: number;
  readonly fail: number;
  readonly unknown: number;
}

/** The `action` of a hole for what a scan was not asked to look at; no IAM action is called so. */
export const outOfScope = 'out-of-scope';

const mostReasons = 5;

interface Open {
  service: string;
  region: string;
  policyId: string;
  discriminator: string;
  severity: number;
  pass: number;
  fail: number;
  unknown: number;
  reasons: Map<string, number>;
}

/** Counts verdicts as they come. */
export class Tallying {
  private readonly tallies = new Map<string, Open>();
  private readonly sums = { pass: 0, fail: 0, unknown: 0 };

  constructor(private readonly catalogue: Catalogue) {}

  add(verdict: Verdict): void {
    const tally = this.tallyOf(verdict);
    tally[verdict.outcome] += 1;
    this.sums[verdict.outcome] += 1;
    if (!verdict.unknown) return;
    const why = JSON.stringify([verdict.unknown.reason, verdict.unknown.action]);
    tally.reasons.set(why, (tally.reasons.get(why) ?? 0) + 1);
  }

  /** All verdicts so far. */
  get counts(): Counts {
    return { ...this.sums };
  }

  /** The tallies; equal verdicts in another order give equal tallies. */
  list(): Tally[] {
    return [...this.tallies.values()].map(({ reasons, ...tally }) => ({
      ...tally,
      reasons: samplesOf(reasons),
      isPartial: [...reasons.keys()].some((why) => actionOf(why) === outOfScope),
    }));
  }

  private tallyOf({ policyId, discriminator, service, resourceKind, region, severity }: Verdict): Open {
    const place = listedIn(resourceKind, region);
    const key = `${service}\0${place}\0${policyId}\0${discriminator}`;
    const found = this.tallies.get(key);
    if (found) return found;
    const policy = this.catalogue.find(policyId);
    const declared = rowOf(policy, discriminator)?.severity ?? policy?.severity ?? severity;
    const made = {
      ...{ service, region: place, policyId, discriminator, severity: severityRank[declared] },
      ...{ pass: 0, fail: 0, unknown: 0, reasons: new Map<string, number>() },
    };
    this.tallies.set(key, made);
    return made;
  }
}

const samplesOf = (reasons: ReadonlyMap<string, number>): UnknownSample[] =>
  [...reasons]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, mostReasons)
    .map(([why, count]) => ({ reason: reasonOf(why), action: actionOf(why), count }));

// Written by add as [reason, action].
const parse = (why: string): [string, string] => JSON.parse(why) as [string, string];
const reasonOf = (why: string): string => parse(why)[0];
const actionOf = (why: string): string => parse(why)[1];
