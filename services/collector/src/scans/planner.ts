/** Plans queued scans: finds out whose account it is and which regions it has, and writes the units. Any replica may plan any scan. */
import { accountChanged, scanStarted, unitQueued, type CoverageRow } from '@cspmexa/contracts';
import {
  AccountLimits,
  Aws,
  Clients,
  Coverage,
  findRegions,
  needsRegions,
  unitsOf,
  type Collector,
  type Identity,
  type Plan,
  type UnitPlan,
} from '@cspmexa/collector-kit';
import { publish, publishAll } from '@cspmexa/messaging';
import { newId, type Clock, type Logger } from '@cspmexa/platform';
import { scopeOf, targetOf, type AccountRow } from '../accounts/account-row.js';
import { noteFailing, noteReady } from '../accounts/account.store.js';
import { isUniqueViolation } from '../accounts/unique-violation.js';
import { identifyAccount, verifyAccess, type AccessRefused, type Reach } from '../accounts/verify-access.js';
import { addCoverage } from '../coverage/coverage.store.js';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import { maxAttempts } from '../units/lease.js';
import { endScan, lockScan } from './end-scan.js';
import type { ScanRow } from './scan-row.js';
import type { ScannedService } from './scope.js';

export interface PlannerOptions {
  readonly database: CollectorDatabase;
  readonly reach: Reach;
  readonly collectors: readonly Collector[];
  readonly plan: Plan;
  readonly services: readonly ScannedService[];
  readonly clock: Clock;
  readonly logger: Logger;
}

/** How long a planner may take before another one tries, and how long it waits before it tries again, in seconds. */
const leaseSeconds = 180;
const againSeconds = 5;

/** What a plan is made of. */
interface Planned {
  readonly identity: Identity;
  readonly units: readonly UnitPlan[];
  readonly coverage: Coverage;
}

export class Planner {
  constructor(private readonly options: PlannerOptions) {}

  /** Plans one queued scan; false when there is none. */
  async planOne(): Promise<boolean> {
    const planner = newId();
    const claimed = await this.claim(planner);
    if (!claimed) return false;
    const { scan, account } = claimed;
    if (scan.attempts > maxAttempts) {
      await this.failed(
        scan,
        planner,
        'It could not be planned: its planner gave no sign of life, three times.',
        false,
      );
      return true;
    }
    const reach = this.options.reach;
    const target = targetOf(account);
    // What was proven once is not proven again before each scan: the proof leaves traces in the customer's logs.
    const access = await (account.status === 'ready' ? identifyAccount(reach, target) : verifyAccess(reach, target));
    if ('refused' in access) await this.refused(scan, planner, access);
    else await this.write(scan, planner, account, await this.unitsOf(scan, account, access.identity));
    return true;
  }

  private claim(planner: string): Promise<{ scan: ScanRow; account: AccountRow } | null> {
    return this.options.database.transaction(async (tx) => {
      const [next] = await tx.$queryRawUnsafe<{ tenantId: string; id: string }[]>(
        `update scans set planner = $1::uuid, attempts = attempts + 1, lease_until = now() + ${leaseSeconds} * interval '1 second'
         where (tenant_id, id) = (
           select tenant_id, id from scans where state = 'queued' and (lease_until is null or lease_until < now())
           order by created_at limit 1 for update skip locked)
         returning tenant_id as "tenantId", id`,
        planner,
      );
      if (!next) return null;
      await actFor(tx, next.tenantId);
      const scan = await tx.scan.findUniqueOrThrow({ where: { tenantId_id: next } });
      const account = await tx.account.findUniqueOrThrow({
        where: { tenantId_id: { tenantId: next.tenantId, id: scan.accountId } },
      });
      return { scan, account };
    });
  }

  private async unitsOf(scan: ScanRow, account: AccountRow, identity: Identity): Promise<Planned> {
    const { collectors, plan, reach, services } = this.options;
    const scope = scopeOf(scan);
    const coverage = new Coverage();
    const wanted = services
      .map(({ name }) => name)
      .filter((name) => scope.services.length === 0 || scope.services.some((service) => service === name));
    if (!needsRegions(collectors, plan, wanted))
      return { identity, units: unitsOf(collectors, plan, scope, []), coverage };
    const clients = new Clients(await reach.sessions.settingsFor(targetOf(account)), () => coverage.recordThrottle());
    try {
      const region = clients.homeRegion;
      const place = { partition: identity.partition, accountId: identity.accountId, region };
      const aws = new Aws({
        clients,
        coverage,
        limits: new AccountLimits(),
        service: 'ec2',
        place,
        signal: AbortSignal.timeout(60_000),
      });
      const { enabled, refused } = await findRegions(aws, identity.partition, scope.regions);
      for (const { region: asked, unknown } of refused)
        coverage.recordBlind({ service: 'ec2', region: asked }, unknown);
      return { identity, units: unitsOf(collectors, plan, scope, enabled), coverage };
    } finally {
      clients.close();
    }
  }

  /** Writes the units and puts them on the work queue, unless the scan was cancelled or taken over meanwhile. */
  private async write(
    scan: ScanRow,
    planner: string,
    account: AccountRow,
    { identity, units, coverage }: Planned,
  ): Promise<void> {
    const { tenantId, id } = scan;
    const now = this.options.clock.now();
    try {
      await this.options.database.withTenant(tenantId, async (tx) => {
        if (!(await ours(tx, scan, planner))) return;
        await noteReady(tx, tenantId, account.id, identity);
        if (account.status !== 'ready') await tellChanged(tx, account, identity.accountId);
        const rows = coverage.rows();
        await addCoverage(tx, tenantId, id, id, rows);
        const started = await start(tx, scan, identity, units.length, coverage, rows, now);
        if (units.length === 0) {
          await endScan(tx, started, 'failed', now, 'There is nothing to collect in this scope.');
          return;
        }
        await queueUnits(tx, started, units, now);
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await this.failed(scan, planner, `The AWS account ${identity.accountId} is connected already.`, true);
    }
  }

  private async refused(scan: ScanRow, planner: string, { detail, again }: AccessRefused): Promise<void> {
    if (again && scan.attempts < maxAttempts) {
      await this.options.database.withTenant(scan.tenantId, (tx) =>
        tx.$executeRawUnsafe(
          `update scans set lease_until = now() + ${againSeconds} * interval '1 second', planner = null
           where tenant_id = $1::uuid and id = $2::uuid and planner = $3::uuid`,
          scan.tenantId,
          scan.id,
          planner,
        ),
      );
      return;
    }
    await this.failed(scan, planner, detail, true);
  }

  private async failed(scan: ScanRow, planner: string, reason: string, isAccountsFault: boolean): Promise<void> {
    const { tenantId, id, accountId } = scan;
    this.options.logger.warn({ scanId: id, accountId, reason }, 'a scan failed before it began');
    await this.options.database.withTenant(tenantId, async (tx) => {
      if (!(await ours(tx, scan, planner))) return;
      if (isAccountsFault) {
        await noteFailing(tx, tenantId, accountId, reason);
        const account = await tx.account.findUniqueOrThrow({ where: { tenantId_id: { tenantId, id: accountId } } });
        await tellChanged(tx, account, account.awsAccountId);
      }
      await endScan(tx, scan, 'failed', this.options.clock.now(), reason);
    });
  }
}

/** Locks the scan and looks whether it still waits for this planner. */
async function ours(tx: Tx, { tenantId, id }: ScanRow, planner: string): Promise<boolean> {
  const scan = await lockScan(tx, tenantId, id);
  return scan?.state === 'queued' && scan.planner === planner;
}

const tellChanged = (tx: Tx, { tenantId, id, name }: AccountRow, awsAccountId: string | null) =>
  publish(tx, tenantId, accountChanged, { accountId: id, name, awsAccountId });

function start(
  tx: Tx,
  { tenantId, id }: ScanRow,
  identity: Identity,
  unitsTotal: number,
  { counts }: Coverage,
  rows: readonly CoverageRow[],
  now: Date,
) {
  return tx.scan.update({
    where: { tenantId_id: { tenantId, id } },
    data: {
      state: 'running',
      startedAt: now,
      awsAccountId: identity.accountId,
      partition: identity.partition,
      planner: null,
      leaseUntil: null,
      unitsTotal,
      holes: rows.filter(({ outcome }) => outcome !== 'ok').length,
      calls: counts.calls,
      retries: counts.retries,
      throttles: counts.throttles,
      callSeconds: counts.seconds,
    },
  });
}

async function queueUnits(
  tx: Tx,
  { tenantId, id: scanId, accountId, generation, services, regions }: ScanRow,
  plans: readonly UnitPlan[],
  now: Date,
): Promise<void> {
  const units = plans.map((plan) => ({ ...plan, id: newId(now) }));
  await tx.unit.createMany({
    data: units.map(({ id, service, region }) => ({
      tenantId,
      id,
      scanId,
      accountId,
      service,
      region,
      state: 'queued',
      queuedAt: now,
    })),
  });
  await publish(
    tx,
    tenantId,
    scanStarted,
    { scanId, accountId, scope: scopeOf({ services, regions }), units: units.length },
    { generation },
  );
  await publishAll(
    tx,
    tenantId,
    units.map(({ id }) => ({ event: unitQueued, data: { scanId, unitId: id }, generation })),
  );
}
