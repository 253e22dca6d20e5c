/** Collects one unit: reads AWS and writes the snapshot. The database is not its business. */
import { AwsService, Severity } from '@cspmexa/contracts';
import {
  AccountLimits,
  Aws,
  CallBudget,
  Clients,
  collectorsOfUnit,
  collectUnit,
  type BucketStore,
  type Coverage,
  type ListingHole,
} from '@cspmexa/collector-kit';
import { faultPoint, type Clock, type ObjectStore } from '@cspmexa/platform';
import { writeSnapshot, type Resource, type SnapshotHeaderInput } from '@cspmexa/resources';
import type { RoleSessions } from '../accounts/assume-role.js';
import { inventoryRowsOf } from '../inventory/inventory-row.js';
import { planOfScan, type Catalogue } from '../scans/scan-plan.js';
import { causesOf } from '../scans/scan-row.js';
import { snapshotKeyOf, type CollectedUnit } from './collected-unit.js';
import { persist } from './persist.js';
import type { TakenUnit } from './unit.store.js';

/** How long the object store may be away before what was collected is thrown away, in milliseconds. */
const patience = 120_000;

export interface UnitCollectorOptions {
  readonly sessions: RoleSessions;
  readonly snapshots: ObjectStore;
  readonly catalogue: Catalogue;
  readonly clock: Clock;
  readonly callsPerAccount: number;
  readonly callsPerPlace: number;
  /** Where the budgets of all replicas are. */
  readonly buckets: BucketStore;
  /** Percent of AWS's published rates that an account may use unless it says otherwise. */
  readonly budgetPercent: number;
}

/** What the units of one account share while any of them runs. */
interface Shared {
  readonly limits: AccountLimits;
  readonly budget: CallBudget;
  users: number;
}

export class UnitCollector {
  private readonly shared = new Map<string, Shared>();

  constructor(private readonly options: UnitCollectorOptions) {}

  /** What it asks of AWS is counted in `coverage`. @throws when `signal` stopped it, or when the snapshot cannot be written. */
  async collect(taken: TakenUnit, coverage: Coverage, signal: AbortSignal): Promise<CollectedUnit> {
    const { catalogue, clock, snapshots } = this.options;
    const { unit, scan, account } = taken;
    const service = AwsService.parse(unit.service);
    const place = { partition: scan.partition ?? 'aws', accountId: account.awsAccountId ?? '', region: unit.region };
    if (place.accountId === '') throw new Error('The scan does not say which AWS account it is of.');
    const { plan, ...limits } = planOfScan(catalogue, scan);
    const chosen = collectorsOfUnit(catalogue.collectors, plan, { service, region: unit.region });
    const kinds = chosen.map(({ collects }) => collects.kind);
    const resources: Resource[] = [];
    const holes: ListingHole[] = [];
    await this.withAws(taken, { coverage, service, place, signal }, (aws) =>
      collectUnit(
        chosen,
        plan,
        aws,
        { resource: (resource) => resources.push(resource), hole: (hole) => holes.push(hole) },
        limits,
      ),
    );
    signal.throwIfAborted();
    const header: SnapshotHeaderInput = {
      format: 'cspmexa-snapshot/1',
      service,
      place,
      collectedAt: clock.now().toISOString(),
      kinds,
      holes,
      coverage: coverage.rows(),
      severities: scan.severities.map((severity) => Severity.parse(severity)),
      resources: scan.targets,
    };
    const snapshotKey = snapshotKeyOf(unit);
    await persist(() => snapshots.put(snapshotKey, writeSnapshot(header, resources)), patience, signal);
    await faultPoint('unit.snapshot-written');
    const rows = await inventoryRowsOf(resources);
    signal.throwIfAborted();
    return {
      service,
      scanId: scan.id,
      generation: scan.generation,
      targets: scan.targets,
      isPartial: scan.severities.length > 0,
      causes: causesOf(scan),
      awsAccountId: place.accountId,
      kinds,
      resources: resources.length,
      rows,
      holes,
      coverage: coverage.rows(),
      snapshotKey,
    };
  }

  private async withAws(
    { account, budgetPercent }: TakenUnit,
    asked: { coverage: Coverage; service: string; place: Aws['place']; signal: AbortSignal },
    work: (aws: Aws) => Promise<void>,
  ): Promise<void> {
    const { partition, accountId } = asked.place;
    const percent = budgetPercent ?? this.options.budgetPercent;
    const settings = await this.options.sessions.settingsFor(account, asked.coverage);
    const key = `${account.tenantId}/${account.id}/${percent}`;
    const shared = this.shared.get(key) ?? {
      limits: new AccountLimits(this.options.callsPerAccount, this.options.callsPerPlace),
      budget: new CallBudget(this.options.buckets, { account: `${partition}/${accountId}`, percent }),
      users: 0,
    };
    this.shared.set(key, shared);
    shared.users += 1;
    const clients = new Clients(settings, shared.budget);
    try {
      await work(new Aws({ ...asked, clients, limits: shared.limits }));
    } finally {
      clients.close();
      shared.users -= 1;
      if (shared.users === 0) this.shared.delete(key);
    }
  }
}
