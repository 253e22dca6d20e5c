/** Gathers the verdicts of one look at an account: what findings need of them, and the tallies. Bounded by what fails, not by what exists. */
import type { Place, Resource } from '@cspmexa/resources';
import type { Judge, Verdict } from '@cspmexa/policy-kit';
import type { Extent, Subject } from '../extent/extent.js';
import { storableText } from '../findings/storable.js';
import { listedIn, type Catalogue } from '../policies/catalogue.js';
import { Tallying, type Tally, type Counts } from '../tallies/tally.js';
import { isFailing, judgedOf, keyOf, type Failing, type Identity, type Judged, type Other } from './judged.js';
import type { Looked } from './reconcile.js';

/** Milliseconds of judging after which others get a turn. */
const turn = 25;

const rank = { fail: 2, same: 2, unknown: 1, pass: 0 };

/** A resource that was to be judged by itself. */
export interface SeenTarget {
  readonly resourceArn: string;
  readonly kind: string;
  readonly listedIn: string;
  /** Policies that had no verdict. */
  readonly unknown: Set<string>;
}

export class Look implements Looked {
  readonly verdicts = new Map<string, Judged>();
  /** Of a look at some resources alone: those that were there. */
  readonly targets: SeenTarget[] = [];
  private readonly tallying: Tallying;
  /** The content hashes of the findings that were known. */
  private readonly known: ReadonlyMap<string, string>;
  private readonly knownArns: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly listings = new Map<string, 'complete' | 'incomplete'>();
  private turnEnds = Date.now() + turn;

  /** `known` are the findings that could be closed: of everything else only failures are kept. */
  constructor(
    private readonly accountId: string,
    private readonly catalogue: Catalogue,
    known: readonly (Identity & { readonly contentHash: string })[],
    private readonly extent: Pick<Extent, 'concerns' | 'isTargeted' | 'isTarget'>,
    readonly repair: Looked['repair'] = 'fixed',
  ) {
    this.tallying = new Tallying(catalogue);
    this.known = new Map(known.map((finding) => [keyOf(finding), finding.contentHash]));
    this.knownArns = new Set(known.map(({ resourceArn }) => resourceArn));
  }

  /** Notes that kinds were listed in a place, and which of the listings have holes. */
  listed(kinds: readonly string[], region: string, holes: readonly { kind: string }[]): void {
    for (const kind of kinds) this.listings.set(`${kind}\0${region}`, 'complete');
    for (const { kind } of holes) this.listings.set(`${kind}\0${region}`, 'incomplete');
  }

  /** Judges one resource, unless only others were to be. */
  async resource(judge: Judge, resource: Resource): Promise<void> {
    const arn = storableText(resource.arn);
    if (!this.extent.isTarget(arn)) return;
    if (this.knownArns.has(arn)) this.seen.add(arn);
    const unknown = new Set<string>();
    for (const verdict of judge.resource(resource)) {
      if (verdict.outcome === 'unknown') unknown.add(verdict.policyId);
      this.add(verdict, resource, arn);
    }
    if (this.extent.isTargeted) {
      const { kind, region } = resource;
      this.targets.push({ resourceArn: arn, kind, listedIn: listedIn(kind, region), unknown });
    }
    if (Date.now() < this.turnEnds) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.turnEnds = Date.now() + turn;
  }

  /** Judges a listing that failed. Its verdicts are about no resource, so they can only be unknown. */
  hole(judge: Judge, hole: { kind: string; place: Place; unknown: Parameters<Judge['hole']>[0]['unknown'] }): void {
    for (const verdict of judge.hole(hole)) this.tallying.add(verdict);
  }

  concerns = (finding: Subject): boolean => this.extent.concerns(finding);

  saw = (resourceArn: string): boolean => this.seen.has(resourceArn);

  listing = (kind: string, listedIn: string): 'complete' | 'incomplete' | 'none' =>
    this.listings.get(`${kind}\0${listedIn}`) ?? 'none';

  /**
   * Whether this look can say what became of the findings that are there now. What it did not know of when it began is beyond it; so is what
   * became another one, or none, since.
   */
  covers(findings: readonly (Identity & { readonly contentHash: string })[]): boolean {
    const now = new Map(findings.map((finding) => [keyOf(finding), finding.contentHash]));
    const knows = (key: string): boolean => this.known.has(key) || this.verdicts.get(key)?.outcome === 'fail';
    return (
      [...now.keys()].every(knows) &&
      [...this.verdicts].every(([key, judged]) => judged.outcome !== 'same' || now.get(key) === judged.contentHash)
    );
  }

  /** Those that fail, and of which something is to be written. */
  failing(): Failing[] {
    return [...this.verdicts.values()].flatMap((judged) => (judged.outcome === 'fail' ? [judged] : []));
  }

  get counts(): Counts {
    return this.tallying.counts;
  }

  get tallies(): Tally[] {
    return this.tallying.list();
  }

  private add(verdict: Verdict, resource: Resource, resourceArn: string): void {
    this.tallying.add(verdict);
    if (verdict.outcome !== 'fail' && !this.knownArns.has(resourceArn)) return;
    const key = keyOf({ policyId: verdict.policyId, resourceArn, discriminator: verdict.discriminator });
    if (verdict.outcome !== 'fail' && !this.known.has(key)) return;
    const { policyId, resourceKind, region } = verdict;
    if (!this.extent.concerns({ policyId, resourceArn, resourceKind, listedIn: listedIn(resourceKind, region) }))
      return;
    const judged = this.shortened(key, judgedOf(verdict, resource, this.accountId, this.catalogue));
    const before = this.verdicts.get(key);
    if (!before || isWorse(judged, before)) this.verdicts.set(key, judged);
  }

  private shortened(key: string, judged: Failing | Other): Judged {
    if (judged.outcome !== 'fail' || this.known.get(key) !== judged.contentHash) return judged;
    const { policyId, resourceArn, discriminator, severity, contentHash } = judged;
    return { policyId, resourceArn, discriminator, outcome: 'same', severity, contentHash, conditions: [] };
  }
}

/** A total order, so that two resources under one ARN give the same verdict in whatever order they come. */
function isWorse(a: Judged, b: Judged): boolean {
  if (!isFailing(a) || !isFailing(b)) return rank[a.outcome] > rank[b.outcome];
  return a.severity === b.severity ? a.contentHash > b.contentHash : a.severity > b.severity;
}
