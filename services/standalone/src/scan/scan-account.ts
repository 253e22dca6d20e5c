/** Scans one account without database or broker: collects, and judges as resources come in. */
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
  privateBudget,
  unitsOf,
  type ClientSettings,
  type Collector,
  type Identity,
  type UnitPlan,
} from '@cspmexa/collector-kit';
import type { Policy } from '@cspmexa/policy-kit';
import type { Place } from '@cspmexa/resources';
import { Judging, type Audience } from './judging.js';
import { ScopedWorld } from './scoped-world.js';

export interface ScanRequest extends Audience {
  readonly settings: ClientSettings;
  readonly collectors: readonly Collector[];
  readonly policies: readonly Policy[];
  readonly scope: Scope;
  readonly now: Date;
  readonly signal: AbortSignal;
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

/** Of AWS's published rates. Somebody waits for this scan: it leaves less to others than those that run by themselves. */
const budgetPercent = 80;

/** Runs the scan. @throws CallFailure when the account cannot even be identified. */
export async function scanAccount(request: ScanRequest): Promise<ScanReport> {
  const coverage = new Coverage();
  const clients = new Clients(request.settings, privateBudget(budgetPercent));
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

  const world = new ScopedWorld(services, scope.regions, regions.hole);
  const verdicts = new Judging({ ...request, policies, world });
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
  await verdicts.finish();
  return {
    identity,
    coverage: coverage.rows(),
    counts: coverage.counts,
    resources: verdicts.resources,
    verdicts: verdicts.counts,
    regions: regions.enabled,
  };
}
