/** What scans could and could not look at, in the database. */
import { CoverageRow } from '@cspmexa/contracts';
import type { Tx } from '../database.js';
import { mergeCoverage } from './merge-coverage.js';

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

/** Makes rows the newest known coverage of a place of an account. For units that looked at everything in it. */
export async function replaceAccountCoverage(
  tx: Tx,
  tenantId: string,
  place: UnitPlace,
  scanId: string,
  rows: readonly CoverageRow[],
): Promise<void> {
  const { accountId, service: unitService, region: unitRegion } = place;
  await tx.accountCoverage.deleteMany({ where: { tenantId, accountId, unitService, unitRegion } });
  await insert(tx, tenantId, place, scanId, rows);
}

/**
 * Makes rows the newest known coverage of what they are about, and leaves the rest of the place as it was. For units
 * that looked at a part of it: some severities, some resources.
 */
export async function mergeAccountCoverage(
  tx: Tx,
  tenantId: string,
  place: UnitPlace,
  scanId: string,
  rows: readonly CoverageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const { accountId, service: unitService, region: unitRegion } = place;
  await tx.$executeRawUnsafe(
    `delete from account_coverage c using unnest($5::text[], $6::text[], $7::text[]) as called(service, region, action)
     where c.tenant_id = $1::uuid and c.account_id = $2::uuid and c.unit_service = $3 and c.unit_region = $4
       and c.service = called.service and c.region = called.region and c.action = called.action`,
    tenantId,
    accountId,
    unitService,
    unitRegion,
    rows.map(({ service }) => service),
    rows.map(({ region }) => region),
    rows.map(({ action }) => action),
  );
  await insert(tx, tenantId, place, scanId, rows);
}

async function insert(
  tx: Tx,
  tenantId: string,
  { accountId, service: unitService, region: unitRegion }: UnitPlace,
  scanId: string,
  rows: readonly CoverageRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.accountCoverage.createMany({
    data: rows.map((row) => ({ tenantId, accountId, unitService, unitRegion, scanId, ...clean(row) })),
  });
}

/** A scan's coverage over all its units: calls are added up, the first detail and at most ten resources are kept. */
export async function coverageOfScan(tx: Tx, tenantId: string, scanId: string): Promise<CoverageRow[]> {
  const rows = await tx.coverage.findMany({ where: { tenantId, scanId }, orderBy: [{ unitId: 'asc' }] });
  return mergeCoverage(rows.map((row) => CoverageRow.parse(row)));
}

/** AWS's words may hold what PostgreSQL's text cannot. */
const clean = (row: CoverageRow): CoverageRow => ({
  ...row,
  detail: row.detail?.replaceAll('\0', '\ufffd') ?? null,
  resources: row.resources.map((arn) => arn.replaceAll('\0', '\ufffd')),
});
