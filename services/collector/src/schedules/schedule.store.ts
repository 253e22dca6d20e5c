/** Schedules in the database. */
import type { Schedule, ScheduleInput, SchedulePatch } from '@cspmexa/contracts';
import type { z } from 'zod';
import { AppError, newId, type Clock } from '@cspmexa/platform';
import { findAccount } from '../accounts/account.store.js';
import { CollectorDatabase } from '../database.js';
import { cronProblem } from './cron.js';
import { dueAfter } from './due.js';
import { scheduleOf } from './schedule-row.js';

/** Schedules that one account may have. */
const most = 100;

export class ScheduleStore {
  constructor(
    private readonly database: CollectorDatabase,
    private readonly clock: Clock,
  ) {}

  /** @throws AppError not-found */
  list(tenantId: string, accountId: string): Promise<{ items: Schedule[] }> {
    return this.database.withTenant(tenantId, async (tx) => {
      await findAccount(tx, tenantId, accountId);
      const rows = await tx.schedule.findMany({ where: { tenantId, accountId }, orderBy: { id: 'asc' } });
      return { items: rows.map(scheduleOf) };
    });
  }

  /** @throws AppError not-found, invalid-input, conflict */
  add(tenantId: string, accountId: string, input: z.output<typeof ScheduleInput>): Promise<Schedule> {
    const now = this.clock.now();
    refuseBadCron(input.cron, now, '/body/cron');
    return this.database.withTenant(tenantId, async (tx) => {
      await findAccount(tx, tenantId, accountId, { lock: true });
      if ((await tx.schedule.count({ where: { tenantId, accountId } })) >= most) {
        throw new AppError('conflict', { detail: `An account has at most ${most} schedules.` });
      }
      const { cron, timeZone, scope, jitterSeconds, enabled } = input;
      const row = await tx.schedule.create({
        data: {
          tenantId,
          id: newId(now),
          accountId,
          cron,
          timeZone,
          services: scope.services,
          regions: scope.regions,
          jitterSeconds,
          enabled,
          createdAt: now,
          ...dueAfter(input, now, Math.random),
        },
      });
      return scheduleOf(row);
    });
  }

  /** @throws AppError not-found, invalid-input */
  change(tenantId: string, id: string, { scope, ...patch }: z.output<typeof SchedulePatch>): Promise<Schedule> {
    const now = this.clock.now();
    if (patch.cron !== undefined) refuseBadCron(patch.cron, now, '/body/cron');
    return this.database.withTenant(tenantId, async (tx) => {
      await tx.$queryRawUnsafe(
        'select 1 from schedules where tenant_id = $1::uuid and id = $2::uuid for update',
        tenantId,
        id,
      );
      const before = await tx.schedule.findUnique({ where: { tenantId_id: { tenantId, id } } });
      if (!before) throw new AppError('not-found');
      const timing = {
        cron: patch.cron ?? before.cron,
        timeZone: patch.timeZone ?? before.timeZone,
        jitterSeconds: patch.jitterSeconds ?? before.jitterSeconds,
        enabled: patch.enabled ?? before.enabled,
      };
      const row = await tx.schedule.update({
        where: { tenantId_id: { tenantId, id } },
        data: {
          ...timing,
          ...(scope === undefined ? {} : { services: scope.services, regions: scope.regions }),
          ...dueAfter(timing, now, Math.random),
        },
      });
      return scheduleOf(row);
    });
  }

  /** @throws AppError not-found */
  remove(tenantId: string, id: string): Promise<void> {
    return this.database.withTenant(tenantId, async (tx) => {
      const { count } = await tx.schedule.deleteMany({ where: { tenantId, id } });
      if (count === 0) throw new AppError('not-found');
    });
  }
}

/** @throws AppError invalid-input that says which field of the expression is wrong */
export function refuseBadCron(cron: string, now: Date, pointer: string): void {
  const message = cronProblem(cron, now);
  if (message !== undefined) throw new AppError('invalid-input', { errors: [{ pointer, message }] });
}
