/** What scans could and could not look at, in the database. */
import { CoverageRow } from '@cspmexa/contracts';
import type { Tx } from '../database.js';

/** Adds the coverage of one unit (or, under the scan's own id, of its planning) to a scan. */
export async function addCoverage(
  tx: Tx,
  tenantId: string,
  scanId: string,
  unitId: string,
  rows: readonly CoverageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.coverage.createMany({ data: rows.map((row) => ({ tenantId, scanId, unitId, ...clean(row) })) });
}

/** Where a unit looked. */
export interface UnitPlace {
  readonly accountId: string;
  readonly service: string;
  readonly region: string;
}

/** Makes rows the newest known coverage of a place of an account. */
export async function replaceAccountCoverage(
  tx: Tx,
  tenantId: string,
  place: UnitPlace,
  scanId: string,
  rows: readonly CoverageRow[],
): Promise<void> {
  const { accountId, service: unitService, region: unitRegion } = place;
  await tx.accountCoverage.deleteMany({ where: { tenantId, accountId, unitService, unitRegion } });
  if (rows.length === 0) return;
  await tx.accountCoverage.createMany({
    data: rows.map((row) => ({ tenantId, accountId, unitService, unitRegion, scanId, ...clean(row) })),
  });
}

/** A scan's coverage over all its units: calls are added up, the first detail and at most ten resources are kept. */
export async function coverageOfScan(tx: Tx, tenantId: string, scanId: string): Promise<CoverageRow[]> {
  const rows = await tx.coverage.findMany({ where: { tenantId, scanId }, orderBy: [{ unitId: 'asc' }] });
  return mergeCoverage(
    rows.map(({ service, region, action, outcome, calls, detail, resources }) =>
      CoverageRow.parse({ service, region, action, outcome, calls, detail, resources }),
    ),
  );
}

/** One row per service, region, action and outcome, sorted by them. */
export function mergeCoverage(rows: readonly CoverageRow[]): CoverageRow[] {
  const merged = new Map<string, CoverageRow>();
  for (const row of rows) {
    const key = `${row.service}|${row.region}|${row.action}|${row.outcome}`;
    const known = merged.get(key);
    merged.set(key, known ? plus(known, row) : row);
  }
  return [...merged].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}

const plus = (one: CoverageRow, other: CoverageRow): CoverageRow => ({
  ...one,
  calls: one.calls + other.calls,
  detail: one.detail ?? other.detail,
  resources: [...new Set([...one.resources, ...other.resources])].slice(0, 10),
});

/** AWS's words may hold what PostgreSQL's text cannot. */
const clean = (row: CoverageRow): CoverageRow => ({
  ...row,
  detail: row.detail?.replaceAll('\0', '\ufffd') ?? null,
  resources: row.resources.map((arn) => arn.replaceAll('\0', '\ufffd')),
});
