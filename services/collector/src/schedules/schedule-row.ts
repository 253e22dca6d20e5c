/** A schedule as callers see it. */
import { Schedule as ScheduleSchema, type Schedule } from '@cspmexa/contracts';
import { scopeOf } from '../accounts/account-row.js';
import type { Schedule as ScheduleRow } from '../generated/prisma/client.js';

export type { ScheduleRow };

export const scheduleOf = (row: ScheduleRow): Schedule =>
  ScheduleSchema.parse({
    id: row.id,
    accountId: row.accountId,
    cron: row.cron,
    timeZone: row.timeZone,
    scope: scopeOf(row),
    jitterSeconds: row.jitterSeconds,
    enabled: row.enabled,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    lastDueAt: row.lastDueAt?.toISOString() ?? null,
  } satisfies Record<keyof Schedule, unknown>);
