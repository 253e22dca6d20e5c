/** Scans one account without database or broker: collects, judges as resources come in, and keeps only what related policies need. */
import type { AwsService, CallCounts, CoverageRow, Scope } from '@cspmexa/contracts';
import {
  AccountLimits,
  Aws,
  Clients,
  collectUnit,
  collectorsOfUnit,
  Coverage,
  eachOf,
  findRegions,
  identify,
  needsRegions,
  planFor,
  unitsOf,
  type ClientSettings,
  type Collector,
  type Identity,
  type ListingHole,
  type Plan,
  type UnitPlan,
} from '@cspmexa/collector-kit';
import { Judge, readsOthers, type Policy, type Verdict } from '@cspmexa/policy-kit';
import type { Place, Resource } from '@cspmexa/resources';
import { ScopedWorld } from './scoped-world.js';

export interface ScanRequest {
  readonly settings: ClientSettings;
  readonly collectors: readonly Collector[];
  readonly policies: readonly Policy[];
  readonly scope: Scope;
  readonly now: Date;
  readonly signal: AbortSignal;
  /** Called with each verdict as soon as it is known. */
  readonly onVerdict: (verdict: Verdict) => void;
  readonly onProgress?: (progress: Progress) => void;
}

export interface Progress {
  readonly unitsDone: number;
  readonly units: number;
  readonly resources: number;
  readonly calls: number;
  readonly last: UnitPlan | null;
}

export interface ScanReport {
  readonly identity: Identity;
  readonly coverage: readonly CoverageRow[];
  readonly counts: CallCounts;
  readonly resources: number;
  readonly verdicts: { readonly pass: number; readonly fail: number; readonly unknown: number };
  readonly regions: readonly string[];
}

/** Units that are collected at once. Their calls are bounded by AccountLimits. */
const unitsAtOnce = 12;

/** Runs the scan. @throws CallFailure when the account cannot even be identified. */
export async function scanAccount(request: ScanRequest): Promise<ScanReport> {
  const coverage = new Coverage();
  const clients = new Clients(request.settings, () => coverage.recordThrottle());
  try {
    return await scanWith(request, clients, coverage);
  } finally {
    clients.close();
  }
}

async function scanWith(request: ScanRequest, clients: Clients, coverage: Coverage): Promise<ScanReport> {
  const { collectors, scope, signal, onProgress } = request;
  const limits = new AccountLimits();
  const awsFor = (service: string, place: Place): Aws => new Aws({ clients, coverage, limits, service, place, signal });
  const home = { partition: 'aws', accountId: '', region: clients.homeRegion };

  const identity = await identify(awsFor('sts', home));
  const policies = request.policies.filter(
    ({ on }) => scope.services.length === 0 || scope.services.includes(on.service),
  );
  const plan = planFor(policies);
  const services: readonly AwsService[] =
    scope.services.length > 0 ? scope.services : [...new Set(collectors.map((c) => c.collects.service))];
  const regions = needsRegions(collectors, plan, services)
    ? await findRegions(awsFor('ec2', home), identity.partition, scope.regions)
    : { enabled: [], refused: [] };
  for (const { region, unknown } of regions.refused) coverage.recordBlind({ service: 'ec2', region }, unknown);

  const verdicts = new Verdicts(policies, plan, request, new ScopedWorld(services, scope.regions, regions.hole));
  const units = unitsOf(collectors, plan, { ...scope, services: [...services] }, regions.enabled);
  let unitsDone = 0;
  const report = (last: UnitPlan | null): void =>
    onProgress?.({ unitsDone, units: units.length, resources: verdicts.resources, calls: coverage.counts.calls, last });
  report(null);
  await eachOf(units, unitsAtOnce, async (unit) => {
    const place = { partition: identity.partition, accountId: identity.accountId, region: unit.region };
    const aws = awsFor(unit.service, place);
    await collectUnit(collectorsOfUnit(collectors, plan, unit), plan, aws, verdicts).catch((thrown: unknown) => {
      // What was seen before the scan was stopped is worth telling.
      if (!signal.aborted) throw thrown;
    });
    unitsDone += 1;
    report(unit);
  });
  verdicts.finish();
  return {
    identity,
    coverage: coverage.rows(),
    counts: coverage.counts,
    resources: verdicts.resources,
    verdicts: verdicts.counts,
    regions: regions.enabled,
  };
}

/** Judges what comes in. Policies that read other resources wait for the end; only what they read is kept. */
class Verdicts {
  resources = 0;
  readonly counts = { pass: 0, fail: 0, unknown: 0 };
  private readonly alone: Judge;
  private readonly together: Judge;
  private readonly kept: Plan;

  constructor(
    policies: readonly Policy[],
    private readonly plan: Plan,
    private readonly request: ScanRequest,
    private readonly world: ScopedWorld,
  ) {
    const related = policies.filter(readsOthers);
    this.kept = planFor(related);
    this.alone = new Judge(
      policies.filter((policy) => !readsOthers(policy)),
      request.now,
    );
    this.together = new Judge(related, request.now, world);
  }

  resource(resource: Resource): void {
    this.resources += 1;
    this.tell(this.alone.resource(resource));
    const facets = this.kept.get(resource.kind);
    if (facets) this.world.add({ ...resource, facets: pick(resource.facets, facets) });
  }

  hole(hole: ListingHole): void {
    this.tell(this.alone.hole(hole));
    if (this.plan.has(hole.kind)) this.world.addHole(hole);
  }

  finish(): void {
    this.tell(this.together.all());
  }

  private tell(verdicts: Iterable<Verdict>): void {
    for (const verdict of verdicts) {
      this.counts[verdict.outcome] += 1;
      this.request.onVerdict(verdict);
    }
  }
}

const pick = (facets: Resource['facets'], names: ReadonlySet<string>): Resource['facets'] =>
  Object.fromEntries(Object.entries(facets).filter(([name]) => names.has(name)));
