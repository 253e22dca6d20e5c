/** Scans and units as their rows hold them, and as callers see them. */
import {
  ResourceCause,
  Scan as ScanSchema,
  ScanScope,
  Unit as UnitSchema,
  type Scan,
  type Unit,
} from '@cspmexa/contracts';
import type { Scan as ScanRow, Unit as UnitRow } from '../generated/prisma/client.js';

export type { ScanRow, UnitRow };

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** What a scan looks at. */
export const scanScopeOf = ({
  services,
  regions,
  severities,
  targets,
}: Pick<ScanRow, 'services' | 'regions' | 'severities' | 'targets'>): ScanScope =>
  ScanScope.parse({ services, regions, severities, resources: targets });

/** The changes that a scan was started for. */
export const causesOf = ({ causes }: Pick<ScanRow, 'causes'>): ResourceCause[] => ResourceCause.array().parse(causes);

/** A scan as callers see it. */
export const scanOf = (row: ScanRow, accountName: string): Scan =>
  ScanSchema.parse({
    id: row.id,
    accountId: row.accountId,
    accountName,
    awsAccountId: row.awsAccountId,
    state: row.state,
    trigger: row.trigger,
    scope: scanScopeOf(row),
    scheduleId: row.scheduleId,
    causes: causesOf(row),
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
