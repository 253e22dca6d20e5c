/** Starts the scans of schedules that are due. However many replicas look, each due time starts one scan. */
import { AppError, type Clock, type Logger } from '@cspmexa/platform';
import { scopeOf } from '../accounts/account-row.js';
import { actFor, CollectorDatabase, type Tx } from '../database.js';
import type { ScannedService } from '../scans/scope.js';
import { startScan } from '../scans/start-scan.js';
import { dueAfter } from './due.js';
import type { ScheduleRow } from './schedule-row.js';

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
    return this.database.transaction(async (tx) => {
      // Others skip the row while this transaction starts the scan and moves the schedule on: both or neither.
      const [due] = await tx.$queryRawUnsafe<{ tenantId: string; id: string }[]>(
        `select tenant_id as "tenantId", id from schedules where enabled and starts_at <= $1::timestamptz
         order by starts_at limit 1 for update skip locked`,
        now,
      );
      if (!due) return false;
      await actFor(tx, due.tenantId);
      const schedule = await tx.schedule.findUniqueOrThrow({ where: { tenantId_id: due } });
      await this.start(tx, schedule, now);
      await tx.schedule.update({
        where: { tenantId_id: due },
        data: { lastDueAt: schedule.nextDueAt, ...dueAfter(schedule, now, Math.random) },
      });
      return true;
    });
  }

  private async start(tx: Tx, schedule: ScheduleRow, now: Date): Promise<void> {
    const { tenantId, accountId, id: scheduleId } = schedule;
    await tx.$queryRawUnsafe(
      'select 1 from accounts where tenant_id = $1::uuid and id = $2::uuid for update',
      tenantId,
      accountId,
    );
    const account = await tx.account.findFirst({ where: { tenantId, id: accountId, removedAt: null } });
    if (!account?.enabled) return;
    try {
      const { id } = await startScan(tx, {
        account,
        scope: scopeOf(schedule),
        trigger: 'schedule',
        services: this.services,
        now,
      });
      this.logger.info({ scanId: id, scheduleId }, 'a schedule started a scan');
    } catch (error) {
      // A scan that still runs, or a scope that the account no longer has: this time is passed over, the next one is not.
      if (!(error instanceof AppError)) throw error;
      this.logger.warn({ scheduleId, reason: error.message }, 'a schedule was due but started no scan');
    }
  }
}
