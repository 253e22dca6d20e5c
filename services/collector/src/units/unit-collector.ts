/** Collects one unit: reads AWS and writes the snapshot. The database is not its business. */
import { AwsService } from '@cspmexa/contracts';
import {
  AccountLimits,
  Aws,
  Clients,
  collectorsOfUnit,
  collectUnit,
  Coverage,
  type Collector,
  type ListingHole,
  type Plan,
} from '@cspmexa/collector-kit';
import type { Clock, ObjectStore } from '@cspmexa/platform';
import { writeSnapshot, type Resource, type SnapshotHeader } from '@cspmexa/resources';
import type { RoleSessions } from '../accounts/assume-role.js';
import { inventoryRowsOf } from '../inventory/inventory-row.js';
import { snapshotKeyOf, type CollectedUnit } from './collected-unit.js';
import type { TakenUnit } from './unit.store.js';

export interface UnitCollectorOptions {
  readonly sessions: RoleSessions;
  readonly snapshots: ObjectStore;
  readonly collectors: readonly Collector[];
  readonly plan: Plan;
  readonly clock: Clock;
  readonly callsPerAccount: number;
  readonly callsPerPlace: number;
}

export class UnitCollector {
  /** The units of one account share its limits while any of them runs. */
  private readonly limits = new Map<string, { readonly limits: AccountLimits; users: number }>();

  constructor(private readonly options: UnitCollectorOptions) {}

  /** @throws when `signal` stopped it, or when the snapshot cannot be written. */
  async collect({ unit, scan, account }: TakenUnit, signal: AbortSignal): Promise<CollectedUnit> {
    const { collectors, plan, clock, snapshots } = this.options;
    const service = AwsService.parse(unit.service);
    const place = { partition: scan.partition ?? 'aws', accountId: account.awsAccountId ?? '', region: unit.region };
    if (place.accountId === '') throw new Error('The scan does not say which AWS account it is of.');
    const chosen = collectorsOfUnit(collectors, plan, { service, region: unit.region });
    const kinds = chosen.map(({ collects }) => collects.kind);
    const resources: Resource[] = [];
    const holes: ListingHole[] = [];
    const coverage = await this.withAws({ account, service, place, signal }, (aws) =>
      collectUnit(chosen, plan, aws, {
        resource: (resource) => resources.push(resource),
        hole: (hole) => holes.push(hole),
      }),
    );
    signal.throwIfAborted();
    const header: SnapshotHeader = {
      format: 'cspmexa-snapshot/1',
      service,
      place,
      collectedAt: clock.now().toISOString(),
      kinds,
      holes,
      coverage: coverage.rows(),
    };
    const snapshotKey = snapshotKeyOf(unit.tenantId, unit.accountId, unit.scanId, unit.id, unit.attempts);
    await snapshots.put(snapshotKey, writeSnapshot(header, resources));
    const rows = await inventoryRowsOf(resources);
    signal.throwIfAborted();
    return {
      service,
      generation: scan.generation,
      awsAccountId: place.accountId,
      kinds,
      resources: resources.length,
      rows,
      holes,
      coverage: header.coverage,
      counts: coverage.counts,
      snapshotKey,
    };
  }

  private async withAws(
    {
      account,
      service,
      place,
      signal,
    }: Pick<TakenUnit, 'account'> & { service: string; place: Aws['place']; signal: AbortSignal },
    work: (aws: Aws) => Promise<void>,
  ): Promise<Coverage> {
    const coverage = new Coverage();
    const clients = new Clients(await this.options.sessions.settingsFor(account), () => coverage.recordThrottle());
    const key = `${account.tenantId}/${account.id}`;
    const shared = this.limits.get(key) ?? {
      limits: new AccountLimits(this.options.callsPerAccount, this.options.callsPerPlace),
      users: 0,
    };
    this.limits.set(key, shared);
    shared.users += 1;
    try {
      await work(new Aws({ clients, coverage, limits: shared.limits, service, place, signal }));
    } finally {
      clients.close();
      shared.users -= 1;
      if (shared.users === 0) this.limits.delete(key);
    }
    return coverage;
  }
}
