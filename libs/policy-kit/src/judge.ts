/** Runs policies over what was collected. Pure: the same resources, policies and `now` give the same verdicts in the same order. */
import { unknown, type AnyKind, type Place, type Resource, type Unknown } from '@cspmexa/resources';
import { IndexCache, relatedIn } from './lookup.js';
import type { Condition, Outcome, Severity, Text } from './outcome.js';
import { titleOf, valuesOfParameters, type ParameterValues, type PolicyValues, type SetValues } from './parameters.js';
import type { Policy, Row, Rows } from './policy.js';
import { UnknownSignal } from './signal.js';
import { valuesOf } from './view.js';
import type { Hole, World } from './world.js';

/** What a policy says about a resource, or about one row of its table for that resource. `skip` is not reported. */
export interface Verdict {
  readonly policyId: string;
  readonly outcome: 'pass' | 'fail' | 'unknown';
  readonly severity: Severity;
  readonly accountId: string;
  readonly region: string;
  readonly service: string;
  readonly resourceKind: string;
  readonly resourceArn: string;
  readonly resourceName: string | null;
  /** The row of the table; empty for a policy without one. */
  readonly discriminator: string;
  readonly reason: Text;
  readonly conditions: readonly Condition[];
  readonly controls: readonly string[];
  readonly sameAs: readonly string[];
  /** Set when the outcome is unknown. */
  readonly unknown: Unknown | null;
}

const emptyWorld: World = { resources: () => [], listing: () => undefined, holes: [] };

/** True for a policy that looks at other resources too, and so must wait until all of them are in. */
export const readsOthers = (policy: Policy): boolean => Object.keys(policy.reads).length > 0;

/** A row as the judge runs it: what its verdicts carry, worked out once. */
interface Prepared {
  readonly id: string;
  readonly row: unknown;
  readonly impliedBy: string | undefined;
  readonly severity: Severity;
  readonly controls: readonly string[];
  readonly sameAs: readonly string[];
  /** What it breaks when it fails: its own controls and checks, and those of the rows that it implies, which are not reported then. */
  readonly broken: Cited;
}
interface Cited {
  readonly controls: readonly string[];
  readonly sameAs: readonly string[];
}

interface Ready {
  readonly policy: Policy;
  readonly parameters: ParameterValues;
  /** What a pass says. */
  readonly title: Text;
  readonly rows: readonly Prepared[];
  /** Lookups by region; they are the same for every resource of a region. */
  readonly related: Map<string, object>;
}

const prepare = (policy: Policy, set: SetValues | undefined): Ready => ({
  policy,
  parameters: valuesOfParameters(policy, set),
  title: titleOf(policy, set),
  related: new Map(),
  rows: policy.rows
    ? Object.entries(policy.rows).map(([id, row]) => ({
        id,
        row: { ...row, id, title: titleOf(policy, set, id) },
        impliedBy: row.impliedBy,
        severity: row.severity,
        ...citedBy(policy, [row]),
        broken: citedBy(policy, [row, ...impliedBy(policy.rows ?? {}, id)]),
      }))
    : [{ id: '', row: undefined, impliedBy: undefined, ...pick(policy), broken: pick(policy) }],
});
const citedBy = (policy: Policy, rows: readonly Row[]): Cited => ({
  controls: [...new Set([...policy.controls, ...rows.flatMap(({ controls }) => controls ?? [])])],
  sameAs: [...new Set([...policy.sameAs, ...rows.flatMap(({ sameAs }) => sameAs ?? [])])],
});
/** The rows that a row implies, and those that these imply. */
const impliedBy = (rows: Rows, id: string): Row[] =>
  Object.entries(rows).flatMap(([other, row]) => (row.impliedBy === id ? [row, ...impliedBy(rows, other)] : []));
const pick = ({ severity, controls, sameAs }: Policy) => ({ severity, controls, sameAs });

/** Judges resources against policies. Keep one per world: it shares the indexes that policies build. */
export class Judge {
  private cache = new IndexCache();
  private readonly byKind = new Map<string, Ready[]>();

  /** `set` holds the parameters that differ from their defaults. */
  constructor(
    private readonly policies: readonly Policy[],
    private readonly now: Date,
    private readonly world: World = emptyWorld,
    private readonly set: PolicyValues = {},
  ) {
    for (const policy of policies)
      if (!policy.retired)
        this.byKind.set(policy.on.kind, [...(this.byKind.get(policy.on.kind) ?? []), prepare(policy, set[policy.id])]);
  }

  /** The same judge at another time, with the indexes that are built. */
  at(now: Date): Judge {
    if (now.getTime() === this.now.getTime()) return this;
    const other = new Judge(this.policies, now, this.world, this.set);
    other.cache = this.cache;
    return other;
  }

  /** Every verdict about one resource. */
  resource(resource: Resource): Verdict[] {
    const verdicts: Verdict[] = [];
    const policies = this.byKind.get(resource.kind);
    const [first] = policies ?? [];
    if (policies === undefined || first === undefined) return verdicts;
    // One view serves all policies on the kind: it only reads.
    const facets = valuesOf(first.policy.on, resource);
    for (const ready of policies) this.judge(ready, resource, facets, verdicts);
    return verdicts;
  }

  /** The verdicts about a listing that failed: each policy on that kind is unknown there, for "any resource". */
  hole({ kind, place, unknown: why }: Hole): Verdict[] {
    return (this.byKind.get(kind) ?? []).map(({ policy }) => blind(policy, policy.on, place, why));
  }

  /** Everything: all holes and all resources of the world, in the order of the policies' kinds. */
  *all(): Generator<Verdict> {
    for (const hole of this.world.holes) yield* this.hole(hole);
    for (const kind of new Set(this.policies.map((policy) => policy.on)))
      for (const resource of this.world.resources(kind)) yield* this.resource(resource);
  }

  private judge(ready: Ready, resource: Resource, facets: unknown, verdicts: Verdict[]): void {
    const { policy, rows, parameters } = ready;
    const { base } = resource;
    const related = this.relatedOf(ready, resource.region);
    const failed = rows.length > 1 ? new Set<string>() : undefined;
    for (const row of rows) {
      if (row.impliedBy !== undefined && failed?.has(row.impliedBy)) {
        failed.add(row.id);
        continue;
      }
      const outcome = run(policy, facets, { resource, base, now: this.now, related, row: row.row, parameters });
      if (outcome.outcome === 'fail') failed?.add(row.id);
      if (outcome.outcome !== 'skip') verdicts.push(verdictOf(ready, resource, outcome, row));
    }
  }

  private relatedOf({ policy, related }: Ready, region: string): object {
    const known = related.get(region);
    if (known) return known;
    const found = relatedIn(policy.reads, this.world, region, this.cache);
    related.set(region, found);
    return found;
  }
}

/** Calls the check. What is unknown, and a check that breaks, end in `unknown`: neither is ever a pass or a fail. */
function run(policy: Policy, facets: unknown, context: unknown): Outcome {
  try {
    return policy.check(facets as never, context as never); // both were built for this policy
  } catch (thrown) {
    const why =
      thrown instanceof UnknownSignal
        ? thrown.unknown
        : unknown(
            'failed',
            '',
            `The policy ${policy.id} broke: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
          );
    return { outcome: 'unknown', reason: sentenceOf(why), unknown: why };
  }
}

const sentenceOf = ({ reason, action, detail }: Unknown): Text => {
  const call = action ? ` (${action})` : '';
  return {
    en: `Could not be judged: ${reason}${call}. ${detail}`.trim(),
    pt: `Não pôde ser avaliado: ${reason}${call}. ${detail}`.trim(),
  };
};

const verdictOf = (
  { policy, title }: Ready,
  resource: Resource,
  outcome: Exclude<Outcome, { outcome: 'skip' }>,
  row: Prepared,
): Verdict => ({
  policyId: policy.id,
  outcome: outcome.outcome,
  severity: (outcome.outcome === 'fail' ? outcome.severity : undefined) ?? row.severity,
  accountId: resource.accountId,
  region: resource.region,
  service: policy.on.service,
  resourceKind: resource.kind,
  resourceArn: resource.arn,
  resourceName: resource.name,
  discriminator: row.id,
  reason: outcome.outcome === 'pass' ? title : outcome.reason,
  conditions: outcome.outcome === 'unknown' ? [] : outcome.conditions,
  controls: outcome.outcome === 'fail' ? row.broken.controls : row.controls,
  sameAs: outcome.outcome === 'fail' ? row.broken.sameAs : row.sameAs,
  unknown: outcome.outcome === 'unknown' ? (outcome.unknown ?? unknown('malformed', '', outcome.reason.en)) : null,
});

const blind = (policy: Policy, kind: AnyKind, place: Place, why: Unknown): Verdict => ({
  policyId: policy.id,
  outcome: 'unknown',
  severity: policy.severity,
  accountId: place.accountId,
  region: place.region,
  service: kind.service,
  resourceKind: kind.kind,
  resourceArn: kind.arn(place, '*'),
  resourceName: null,
  discriminator: '',
  reason: sentenceOf(why),
  conditions: [],
  controls: policy.controls,
  sameAs: [...new Set([...policy.sameAs, ...Object.values(policy.rows ?? {}).flatMap((row) => row.sameAs ?? [])])],
  unknown: why,
});
