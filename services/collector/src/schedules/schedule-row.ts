/** A schedule as its row holds it, and as callers see it. */
import { Blackout, MissedRule, Schedule as ScheduleSchema, ScheduleScope, type Schedule } from '@cspmexa/contracts';
import { z } from 'zod';
import type { Schedule as ScheduleRow } from '../generated/prisma/client.js';
import type { Rules } from './due.js';

export type { ScheduleRow };

/** Rows keep a scope as three columns. */
export const scheduleScopeOf = ({ services, regions, severities }: ScheduleRow): ScheduleScope =>
  ScheduleScope.parse({ services, regions, severities });

/** What decides when a schedule is due and what becomes of its due times. */
export const rulesOf = ({ id, cron, timeZone, jitterSeconds, enabled, blackouts, missed }: ScheduleRow): Rules => ({
  id,
  cron,
  timeZone,
  jitterSeconds,
  enabled,
  blackouts: z.array(Blackout).parse(blackouts),
  missed: MissedRule.parse(missed),
});

/** `lastScanId` is the last scan that it started, which may be of an earlier due time than the last. */
export const scheduleOf = (row: ScheduleRow): Schedule =>
  ScheduleSchema.parse({
    ...rulesOf(row),
    accountId: row.accountId,
    scope: scheduleScopeOf(row),
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    lastDueAt: row.lastDueAt?.toISOString() ?? null,
    lastOutcome: row.lastOutcome,
    lastScanId: row.lastScanId,
  } satisfies Record<keyof Schedule, unknown>);
