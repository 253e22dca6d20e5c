/** What scans cost, in the database. It only ever grows: what was asked of AWS was asked, however the scan ends. */
import { CallCost } from '@cspmexa/contracts';
import type { Tx } from '../database.js';

/** Adds to the costs of a scan, and to the sum of them that its row holds. */
export async function addCosts(tx: Tx, tenantId: string, scanId: string, costs: readonly CallCost[]): Promise<void> {
  if (costs.length === 0) return;
  // In one order for all: the units of a scan write the same rows at the same time.
  const rows = sumOfCosts(costs);
  const column = <T>(value: (cost: CallCost) => T): T[] => rows.map(value);
  await tx.$executeRawUnsafe(
    `insert into scan_costs (tenant_id, scan_id, service, region, action, calls, retries, throttles, seconds)
     select $1::uuid, $2::uuid, * from unnest($3::text[], $4::text[], $5::text[], $6::int[], $7::int[], $8::int[], $9::float8[])
     on conflict (tenant_id, scan_id, service, region, action) do update set
       calls = scan_costs.calls + excluded.calls, retries = scan_costs.retries + excluded.retries,
       throttles = scan_costs.throttles + excluded.throttles, seconds = scan_costs.seconds + excluded.seconds`,
    tenantId,
    scanId,
    column(({ service }) => service),
    column(({ region }) => region),
    column(({ action }) => action),
    column(({ calls }) => calls),
    column(({ retries }) => retries),
    column(({ throttles }) => throttles),
    column(({ seconds }) => seconds),
  );
  const sum = (value: (cost: CallCost) => number): number => column(value).reduce((total, each) => total + each, 0);
  await tx.scan.update({
    where: { tenantId_id: { tenantId, id: scanId } },
    data: {
      calls: { increment: sum(({ calls }) => calls) },
      retries: { increment: sum(({ retries }) => retries) },
      throttles: { increment: sum(({ throttles }) => throttles) },
      callSeconds: { increment: sum(({ seconds }) => seconds) },
    },
    select: { id: true },
  });
}

/** The costs of a scan, sorted by service, region and action. */
export async function costsOfScan(tx: Tx, tenantId: string, scanId: string): Promise<CallCost[]> {
  const rows = await tx.scanCost.findMany({
    where: { tenantId, scanId },
    orderBy: [{ service: 'asc' }, { region: 'asc' }, { action: 'asc' }],
  });
  return rows.map((row) => CallCost.parse(row));
}

/** One row for each service, region and action, sorted by them. Pure. */
export function sumOfCosts(costs: readonly CallCost[]): CallCost[] {
  const sums = new Map<string, CallCost>();
  for (const cost of costs) {
    const key = `${cost.service}|${cost.region}|${cost.action}`;
    const known = sums.get(key);
    sums.set(
      key,
      known
        ? {
            ...known,
            calls: known.calls + cost.calls,
            retries: known.retries + cost.retries,
            throttles: known.throttles + cost.throttles,
            seconds: known.seconds + cost.seconds,
          }
        : cost,
    );
  }
  return [...sums].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, cost]) => cost);
}
