/** Judges resources as they come in. Policies that read other resources wait until all are in; only what they read is kept. */
import { planFor, type ListingHole, type Plan, type Sink } from '@cspmexa/collector-kit';
import { Judge, readsOthers, type Policy, type Verdict } from '@cspmexa/policy-kit';
import type { AnyKind, Resource } from '@cspmexa/resources';
import { ResourceStore } from './resource-store.js';
import type { ScopedWorld } from './scoped-world.js';

/** Where verdicts go. */
export interface Audience {
  /** Called with each verdict as soon as it is known. */
  readonly onVerdict: (verdict: Verdict) => void;
  /** Waited for before more is collected or judged: whoever reads the verdicts may be slow. */
  readonly keptUp?: () => Promise<void> | undefined;
}

interface Settings extends Audience {
  readonly policies: readonly Policy[];
  readonly now: Date;
  readonly world: ScopedWorld;
}

/** How many subjects are judged before others get a turn. */
const subjectsAtOnce = 200;

export class Judging implements Sink {
  resources = 0;
  readonly counts = { pass: 0, fail: 0, unknown: 0 };
  private readonly alone: Judge;
  private readonly waiting = new Map<AnyKind, Policy[]>();
  /** What waiting policies judge, and what they look up: each with no more facets than they need. */
  private readonly subjects = new ResourceStore();
  private readonly judged: Plan;
  private readonly lookedUp: Plan;
  private readonly listed: ReadonlySet<string>;

  constructor(private readonly settings: Settings) {
    const { policies, now } = settings;
    const related = policies.filter((policy) => readsOthers(policy) && !policy.retired);
    for (const policy of related) this.waiting.set(policy.on, [...(this.waiting.get(policy.on) ?? []), policy]);
    this.judged = planFor(related.map((policy) => ({ ...policy, reads: {} })));
    this.lookedUp = planFor(
      related.flatMap(({ reads }) => Object.values(reads).map(({ kind, needs }) => ({ on: kind, needs, reads: {} }))),
    );
    this.listed = new Set(planFor(policies).keys());
    this.alone = new Judge(
      policies.filter((policy) => !readsOthers(policy)),
      now,
    );
  }

  resource(resource: Resource): Promise<void> | undefined {
    this.resources += 1;
    this.tell(this.alone.resource(resource));
    const judged = this.judged.get(resource.kind);
    if (judged) this.subjects.add({ ...resource, facets: pick(resource.facets, judged) });
    const lookedUp = this.lookedUp.get(resource.kind);
    // Who looks a resource up sees neither its name nor its tags.
    if (lookedUp)
      this.settings.world.add({ ...resource, name: null, tags: {}, facets: pick(resource.facets, lookedUp) });
    return this.settings.keptUp?.();
  }

  hole(hole: ListingHole): void {
    this.tell(this.alone.hole(hole));
    if (this.listed.has(hole.kind)) this.settings.world.addHole(hole);
  }

  /** Judges what waited: kind by kind, those of regions region by region, so that only what these look up is in memory. */
  async finish(): Promise<void> {
    const { world, now } = this.settings;
    for (const [kind, policies] of this.waiting) {
      const holes = new Judge(policies, now, world);
      for (const hole of world.holes) this.tell(holes.hole(hole));
      const parts = kind.scope === 'regional' ? this.subjects.regionsOf(kind.kind) : [undefined];
      for (const region of parts) await this.judge(new Judge(policies, now, world), kind.kind, region);
    }
  }

  private async judge(judge: Judge, kind: string, region: string | undefined): Promise<void> {
    let done = 0;
    for (const subject of this.subjects.of(kind, region)) {
      this.tell(judge.resource(subject));
      done += 1;
      if (done % subjectsAtOnce === 0) await this.settings.keptUp?.();
    }
    this.settings.world.release();
  }

  private tell(verdicts: Iterable<Verdict>): void {
    for (const verdict of verdicts) {
      this.counts[verdict.outcome] += 1;
      this.settings.onVerdict(verdict);
    }
  }
}

const pick = (facets: Resource['facets'], names: ReadonlySet<string>): Resource['facets'] =>
  Object.fromEntries(Object.entries(facets).filter(([name]) => names.has(name)));
