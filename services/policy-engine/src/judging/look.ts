/** Gathers the verdicts of one look at an account: what findings need of them, and the tallies. Bounded by what fails, not by what exists. */
import type { Place, Resource } from '@cspmexa/resources';
import type { Judge, Verdict } from '@cspmexa/policy-kit';
import { storableText } from '../findings/storable.js';
import type { Catalogue } from '../policies/catalogue.js';
import { Tallying, type Tally, type Counts } from '../tallies/tally.js';
import { judgedOf, keyOf, type Failing, type Identity, type Judged } from './judged.js';
import type { Looked } from './reconcile.js';

/** Milliseconds of judging after which others get a turn. */
const turn = 25;

const rank = { fail: 2, unknown: 1, pass: 0 };

export class Look implements Looked {
  readonly verdicts = new Map<string, Judged>();
  private readonly tallying: Tallying;
  private readonly known: ReadonlySet<string>;
  private readonly knownArns: ReadonlySet<string>;
  private readonly seen = new Set<string>();
  private readonly listings = new Map<string, 'complete' | 'incomplete'>();
  private turnEnds = Date.now() + turn;

  /** `known` are the findings that could be closed: of everything else only failures are kept. */
  constructor(
    private readonly accountId: string,
    private readonly catalogue: Catalogue,
    known: readonly Identity[],
    readonly concerns: (policyId: string) => boolean,
  ) {
    this.tallying = new Tallying(catalogue);
    this.known = new Set(known.map(keyOf));
    this.knownArns = new Set(known.map(({ resourceArn }) => resourceArn));
  }

  /** Notes that kinds were listed in a place, and which of the listings have holes. */
  listed(kinds: readonly string[], region: string, holes: readonly { kind: string }[]): void {
    for (const kind of kinds) this.listings.set(`${kind}\0${region}`, 'complete');
    for (const { kind } of holes) this.listings.set(`${kind}\0${region}`, 'incomplete');
  }

  /** Judges one resource. */
  async resource(judge: Judge, resource: Resource): Promise<void> {
    const arn = storableText(resource.arn);
    if (this.knownArns.has(arn)) this.seen.add(arn);
    for (const verdict of judge.resource(resource)) this.add(verdict, resource, arn);
    if (Date.now() < this.turnEnds) return;
    await new Promise((resolve) => setImmediate(resolve));
    this.turnEnds = Date.now() + turn;
  }

  /** Judges a listing that failed. Its verdicts are about no resource, so they can only be unknown. */
  hole(judge: Judge, hole: { kind: string; place: Place; unknown: Parameters<Judge['hole']>[0]['unknown'] }): void {
    for (const verdict of judge.hole(hole)) this.tallying.add(verdict);
  }

  saw = (resourceArn: string): boolean => this.seen.has(resourceArn);

  listing = (kind: string, listedIn: string): 'complete' | 'incomplete' | 'none' =>
    this.listings.get(`${kind}\0${listedIn}`) ?? 'none';

  /** Whether this look can say what became of a finding. One that it did not know of when it began is beyond it. */
  knows = (finding: Identity): boolean => {
    const key = keyOf(finding);
    return this.known.has(key) || this.verdicts.get(key)?.outcome === 'fail';
  };

  /** Those that fail. */
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
    const judged = judgedOf(verdict, resource, this.accountId, this.catalogue);
    const before = this.verdicts.get(key);
    if (!before || isWorse(judged, before)) this.verdicts.set(key, judged);
  }
}

/** A total order, so that two resources under one ARN give the same verdict in whatever order they come. */
function isWorse(a: Judged, b: Judged): boolean {
  if (a.outcome !== 'fail' || b.outcome !== 'fail') return rank[a.outcome] > rank[b.outcome];
  return a.severity === b.severity ? a.contentHash > b.contentHash : a.severity > b.severity;
}
