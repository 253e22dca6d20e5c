/** Plans queued scans: finds out whose account it is and which regions it has, and writes the units. Any replica may plan any scan. */
import { AccountLimits, Aws, Clients, Coverage, findRegions, needsRegions, unitsOf } from '@cspmexa/collector-kit';
import type { CallBudget, Identity, Plan, UnitPlan } from '@cspmexa/collector-kit';
import { faultPoint, newId, type Clock, type Logger } from '@cspmexa/platform';
import { scopeOf, targetOf, type AccountRow } from '../accounts/account-row.js';
import { isUniqueViolation } from '../accounts/unique-violation.js';
import { identifyAccount, verifyAccess, type AccessRefused, type Reach } from '../accounts/verify-access.js';
import type { CollectorDatabase } from '../database.js';
import { unitsOfTargets } from '../targets/target-units.js';
import { CostLedger } from '../units/cost-ledger.js';
import { heartbeatMs, maxAttempts } from '../units/lease.js';
import { signOfLife } from '../units/sign-of-life.js';
import { PlanStore, type Planning } from './plan.store.js';
import { planOfScan, resourcesOfScan, type Catalogue } from './scan-plan.js';
import { scanScopeOf, type ScanRow } from './scan-row.js';
import type { ScannedService } from './scope.js';

export interface PlannerOptions {
  readonly database: CollectorDatabase;
  readonly reach: Reach;
  readonly catalogue: Catalogue;
  readonly services: readonly ScannedService[];
  readonly clock: Clock;
  readonly logger: Logger;
  /** How long a scan stays with a planner that gives no sign of life, in seconds. */
  readonly leaseSeconds: number;
  /** Scans of places that a tenant may have running at once, over all replicas. */
  readonly scansPerTenant: number;
  readonly budgetOf: (account: AccountRow, identity: Identity) => CallBudget;
  /** Fires when the process begins to stop: what is being planned is given back. */
  readonly stopping: AbortSignal;
}

/** Scans of named resources that a tenant may have running at once: each is a handful of calls. */
const targetedPerTenant = 20;

/** Thrown through the AbortSignal of a planning. */
class PlanningStopped extends Error {
  override readonly name = 'PlanningStopped';
}

/** What the calls of a planning are counted in. */
interface Counted {
  /** Of finding out whose account it is: that is a cost, not something that the scan looked at. */
  readonly costs: Coverage;
  readonly coverage: Coverage;
  readonly ledger: CostLedger;
}

export class Planner {
  private readonly plans: PlanStore;

  constructor(private readonly options: PlannerOptions) {
    this.plans = new PlanStore(options.database, options.clock);
  }

  /** Plans one queued scan, of named resources (`urgent`) or of places; false when there is none. */
  async planOne({ urgent }: { readonly urgent: boolean }): Promise<boolean> {
    const { leaseSeconds, scansPerTenant, stopping } = this.options;
    if (stopping.aborted) return false;
    const most = urgent ? targetedPerTenant : scansPerTenant;
    const planning = await this.plans.claim({ planner: newId(), urgent, most, leaseSeconds });
    if (!planning) return false;
    await faultPoint('scan.planning');
    if (planning.scan.attempts > maxAttempts) {
      const reason = 'It could not be planned: its planner gave no sign of life, three times.';
      await this.failed(planning, reason, false);
      return true;
    }
    await this.plan(planning);
    await faultPoint('scan.planned');
    return true;
  }

  private async plan(planning: Planning): Promise<void> {
    const { logger, leaseSeconds, stopping } = this.options;
    const { tenantId, id } = planning.scan;
    const costs = new Coverage();
    const coverage = new Coverage();
    const ledger = new CostLedger({ takeCosts: () => [...costs.takeCosts(), ...coverage.takeCosts()] }, (rows) =>
      this.plans.spend(tenantId, id, rows),
    );
    const unwanted = new AbortController();
    const signal = AbortSignal.any([unwanted.signal, stopping]);
    const stop = signOfLife({
      everyMs: heartbeatMs(leaseSeconds),
      keep: () => this.plans.keep(planning, leaseSeconds),
      flush: () => ledger.flush(),
      lost: () => unwanted.abort(new PlanningStopped('The scan is planned no more.')),
      logger,
    });
    try {
      await orStopped(this.work(planning, { costs, coverage, ledger }, signal), signal);
    } catch (error) {
      if (!signal.aborted) throw error;
      if (stopping.aborted) await this.plans.putBack(planning);
    } finally {
      stop();
      await ledger.flush();
    }
  }

  private async work(planning: Planning, { costs, coverage, ledger }: Counted, signal: AbortSignal): Promise<void> {
    const { reach } = this.options;
    const { scan, account } = planning;
    const target = targetOf(account);
    // What was proven once is not proven again before each scan: the proof leaves traces in the customer's logs.
    const access = await (account.status === 'ready'
      ? identifyAccount(reach, target, costs)
      : verifyAccess(reach, target, costs));
    if (signal.aborted) return;
    if ('refused' in access) {
      await ledger.flush();
      await this.refused(planning, access);
      return;
    }
    const { identity } = access;
    const units = await (scan.targets.length > 0
      ? this.unitsOfResources(planning)
      : this.unitsOfPlaces(planning, identity, coverage, signal));
    if (signal.aborted) return;
    // Before the scan can end: who sees its end sees what it cost.
    await ledger.flush();
    await this.write(planning, identity, units, coverage);
  }

  /** No call of AWS: the inventory and the ARNs tell where they are. */
  private async unitsOfResources({ scan, account }: Planning): Promise<UnitPlan[]> {
    const { catalogue } = this.options;
    const kinds = catalogue.collectors.map(({ collects }) => collects);
    return unitsOfTargets({
      targets: resourcesOfScan(catalogue.collectors, scan),
      known: await this.plans.knownPlaces(scan),
      plan: planOfScan(catalogue, scan).plan,
      kinds,
      scope: scopeOf(account),
    });
  }

  private async unitsOfPlaces(
    { scan, account }: Planning,
    identity: Identity,
    coverage: Coverage,
    signal: AbortSignal,
  ): Promise<UnitPlan[]> {
    const { collectors } = this.options.catalogue;
    const { plan } = planOfScan(this.options.catalogue, scan);
    const scope = scanScopeOf(scan);
    const regions = this.hasRegions(plan, scan) ? await this.regionsOf(scan, account, identity, coverage, signal) : [];
    return unitsOf(collectors, plan, scope, regions);
  }

  private hasRegions(plan: Plan, { services }: ScanRow): boolean {
    const names = this.options.services.map(({ name }) => name);
    const wanted = names.filter((name) => services.length === 0 || services.includes(name));
    return needsRegions(this.options.catalogue.collectors, plan, wanted);
  }

  private async regionsOf(
    { regions }: ScanRow,
    account: AccountRow,
    identity: Identity,
    coverage: Coverage,
    stopped: AbortSignal,
  ): Promise<readonly string[]> {
    const { reach, budgetOf } = this.options;
    const settings = await reach.sessions.settingsFor(targetOf(account), coverage);
    const clients = new Clients(settings, budgetOf(account, identity));
    try {
      const place = { partition: identity.partition, accountId: identity.accountId, region: clients.homeRegion };
      const signal = AbortSignal.any([stopped, AbortSignal.timeout(60_000)]);
      const aws = new Aws({ clients, coverage, limits: new AccountLimits(), service: 'ec2', place, signal });
      const { enabled, refused } = await findRegions(aws, identity.partition, regions);
      for (const { region, unknown } of refused) coverage.recordBlind({ service: 'ec2', region }, unknown);
      return enabled;
    } finally {
      clients.close();
    }
  }

  private async write(
    planning: Planning,
    identity: Identity,
    units: readonly UnitPlan[],
    coverage: Coverage,
  ): Promise<void> {
    try {
      await this.plans.write(planning, identity, units, coverage.rows());
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      await this.failed(planning, `The AWS account ${identity.accountId} is connected already.`, true);
    }
  }

  private async refused(planning: Planning, { detail, again }: AccessRefused): Promise<void> {
    if (again && planning.scan.attempts < maxAttempts) await this.plans.postpone(planning);
    else await this.failed(planning, detail, true);
  }

  private async failed(planning: Planning, reason: string, isAccountsFault: boolean): Promise<void> {
    const { id, accountId } = planning.scan;
    this.options.logger.warn({ scanId: id, accountId, reason }, 'a scan failed before it began');
    await this.plans.fail(planning, reason, isAccountsFault);
  }
}

/** Does not wait for work that nobody wants any more: it finds out by itself. */
async function orStopped(work: Promise<void>, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  let stop: (() => void) | undefined;
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason instanceof Error ? signal.reason : new PlanningStopped('It was stopped.'));
    signal.addEventListener('abort', stop, { once: true });
  });
  try {
    await Promise.race([work, stopped]);
  } finally {
    work.catch(() => undefined);
    if (stop) signal.removeEventListener('abort', stop);
  }
}
