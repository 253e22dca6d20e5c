/** Schedules in the database. */
import type { Schedule, ScheduleInput, SchedulePatch } from '@cspmexa/contracts';
import type { z } from 'zod';
import { recordAudit } from '@cspmexa/messaging';
import { AppError, newId, type Clock } from '@cspmexa/platform';
import { findAccount } from '../accounts/account.store.js';
import { CollectorDatabase } from '../database.js';
import { cronProblem } from './cron.js';
import { dueAfter, startOf, type Due, type Rules } from './due.js';
import { rulesOf, scheduleOf, type ScheduleRow } from './schedule-row.js';

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
      const { scope, ...rules } = input;
      const id = newId(now);
      const row = await tx.schedule.create({
        data: { tenantId, id, accountId, ...rules, ...scope, createdAt: now, ...dueAfter({ id, ...rules }, now) },
      });
      const after = scheduleOf(row);
      await recordAudit(tx, tenantId, { action: 'schedule.added', target: targetFor(id), after });
      return after;
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
      const { id: _, ...rules } = changed(rulesOf(before), patch);
      const row = await tx.schedule.update({
        where: { tenantId_id: { tenantId, id } },
        data: { ...rules, ...scope, ...dueOf(before, { id, ...rules }, now) },
      });
      const after = scheduleOf(row);
      await recordAudit(tx, tenantId, {
        action: 'schedule.changed',
        target: targetFor(id),
        before: scheduleOf(before),
        after,
      });
      return after;
    });
  }

  /** @throws AppError not-found */
  remove(tenantId: string, id: string): Promise<void> {
    return this.database.withTenant(tenantId, async (tx) => {
      const before = await tx.schedule.findUnique({ where: { tenantId_id: { tenantId, id } } });
      const { count } = await tx.schedule.deleteMany({ where: { tenantId, id } });
      if (count === 0 || !before) throw new AppError('not-found');
      await recordAudit(tx, tenantId, {
        action: 'schedule.removed',
        target: targetFor(id),
        before: scheduleOf(before),
      });
    });
  }
}

const targetFor = (id: string) => ({ kind: 'schedule', id });

const changed = (
  rules: Rules,
  { cron, timeZone, blackouts, missed, jitterSeconds, enabled }: z.output<typeof SchedulePatch>,
): Rules => ({
  id: rules.id,
  cron: cron ?? rules.cron,
  timeZone: timeZone ?? rules.timeZone,
  blackouts: blackouts ?? rules.blackouts,
  missed: missed ?? rules.missed,
  jitterSeconds: jitterSeconds ?? rules.jitterSeconds,
  enabled: enabled ?? rules.enabled,
});

/** When a changed schedule is due. A due time that waits for its start is kept, unless the expression no longer names it. */
function dueOf(before: ScheduleRow, rules: Rules, now: Date): Due {
  const isSame = (['cron', 'timeZone', 'enabled'] as const).every((field) => rules[field] === before[field]);
  return isSame && before.nextDueAt
    ? { nextDueAt: before.nextDueAt, startsAt: startOf(rules, before.nextDueAt) }
    : dueAfter(rules, now);
}

/** @throws AppError invalid-input that says which field of the expression is wrong */
export function refuseBadCron(cron: string, now: Date, pointer: string): void {
  const message = cronProblem(cron, now);
  if (message !== undefined) throw new AppError('invalid-input', { errors: [{ pointer, message }] });
}
