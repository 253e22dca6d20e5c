/** Starts the scans of schedules that are due. However many replicas look, each due time starts one scan. */
import type { ScanScope, ScheduleOutcome } from '@cspmexa/contracts';
import { AppError, faultPoint, type Clock, type Logger } from '@cspmexa/platform';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import type { ScannedService } from '../scans/scope.js';
import { startScan } from '../scans/start-scan.js';
import { settle } from './due.js';
import { rulesOf, scheduleScopeOf, type ScheduleRow } from './schedule-row.js';

/** Finds the schedule whose start is longest overdue; others pass over the ones that somebody sees to. */
export const dueScheduleSql = `select tenant_id as "tenantId", id from schedules where enabled and starts_at <= $1::timestamptz
  order by starts_at limit 1 for update skip locked`;

/** What became of a due time, with the scan that was started for it. */
interface Outcome {
  readonly outcome: ScheduleOutcome;
  readonly scanId?: string;
}

export class Scheduler {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
    private readonly services: readonly ScannedService[],
    private readonly logger: Logger,
  ) {}

  /** Sees to one due schedule; false when there is none. */
  runOne(): Promise<boolean> {
    const now = this.clock.now();
    return this.database.acrossTenants(async (tx) => {
      // The scan and the schedule's next time are one transaction: both or neither.
      const [due] = await tx.$queryRawUnsafe<{ tenantId: string; id: string }[]>(dueScheduleSql, now);
      if (!due) return false;
      await actFor(tx, due.tenantId);
      const schedule = await tx.schedule.findUniqueOrThrow({ where: { tenantId_id: due } });
      const { dueAt, decision, next } = settle(rulesOf(schedule), schedule.nextDueAt ?? now, now);
      const { outcome, scanId } =
        decision === 'start' ? await this.start(tx, schedule, dueAt, now) : { outcome: decision };
      await faultPoint('schedule.started');
      await tx.schedule.update({
        where: { tenantId_id: due },
        data: {
          ...next,
          lastDueAt: dueAt,
          lastOutcome: outcome,
          ...(scanId === undefined ? {} : { lastScanId: scanId }),
        },
      });
      this.logger[outcome === 'started' ? 'info' : 'warn'](
        { scheduleId: due.id, dueAt, outcome, scanId },
        outcome === 'started' ? 'a schedule started a scan' : 'a schedule was due but started no scan',
      );
      return true;
    });
  }

  private async start(tx: Tx, schedule: ScheduleRow, dueAt: Date, now: Date): Promise<Outcome> {
    const { tenantId, accountId, id } = schedule;
    await tx.$queryRawUnsafe(
      'select 1 from accounts where tenant_id = $1::uuid and id = $2::uuid for update',
      tenantId,
      accountId,
    );
    // A due time that comes again, because clocks differ or were set back, has its scan already.
    const before = await tx.scan.findUnique({
      where: { tenantId_scheduleId_dueAt: { tenantId, scheduleId: id, dueAt } },
      select: { id: true },
    });
    if (before) return { outcome: 'started', scanId: before.id };
    const account = await tx.account.findFirst({ where: { tenantId, id: accountId, removedAt: null } });
    if (!account?.enabled) return { outcome: 'disabled' };
    const scope: ScanScope = { ...scheduleScopeOf(schedule), resources: [] };
    try {
      const scan = await startScan(tx, {
        account,
        scope,
        trigger: 'schedule',
        services: this.services,
        now,
        schedule: { id, dueAt },
      });
      return { outcome: 'started', scanId: scan.id };
    } catch (error) {
      // A scan that still runs, or a scope that the account no longer has: this time is passed over, the next one is not.
      if (!(error instanceof AppError)) throw error;
      return { outcome: error.code === 'scan-running' ? 'overlap' : 'out-of-scope' };
    }
  }
}
