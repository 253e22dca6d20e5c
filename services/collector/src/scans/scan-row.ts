/** Scans and units as their rows hold them, and as callers see them. */
import { Scan as ScanSchema, Unit as UnitSchema, type Scan, type Unit } from '@cspmexa/contracts';
import { scopeOf } from '../accounts/account-row.js';
import type { Scan as ScanRow, Unit as UnitRow } from '../generated/prisma/client.js';

export type { ScanRow, UnitRow };

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** A scan as callers see it. */
export const scanOf = (row: ScanRow, accountName: string): Scan =>
  ScanSchema.parse({
    id: row.id,
    accountId: row.accountId,
    accountName,
    awsAccountId: row.awsAccountId,
    state: row.state,
    trigger: row.trigger,
    scope: scopeOf(row),
    generation: row.generation,
    units: { total: row.unitsTotal, done: row.unitsDone, failed: row.unitsFailed },
    resources: row.resources,
    counts: { calls: row.calls, retries: row.retries, throttles: row.throttles, seconds: row.callSeconds },
    holes: row.holes,
    failure: row.failure,
    createdAt: row.createdAt.toISOString(),
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
  } satisfies Record<keyof Scan, unknown>);

/** A unit as callers see it. */
export const unitOf = (row: UnitRow): Unit =>
  UnitSchema.parse({
    id: row.id,
    service: row.service,
    region: row.region,
    state: row.state,
    resources: row.resources,
    attempts: row.attempts,
    failure: row.failure,
    startedAt: iso(row.startedAt),
    endedAt: iso(row.endedAt),
  } satisfies Record<keyof Unit, unknown>);
