/** The newest known coverage of an account, whichever scan looked there last. */
import { CoverageRow, type AccountCoverage } from '@cspmexa/contracts';
import { scopeOf } from '../accounts/account-row.js';
import { findAccount } from '../accounts/account.store.js';
import { CollectorDatabase, type Tx } from '../database.js';
import { mergeCoverage } from './merge-coverage.js';

/** Coverage with the scan that it is of. */
export type KnownCoverage = AccountCoverage['items'][number];

/** How many scans are looked back through for what planning has seen: not each of them asks everything. */
const plannedScans = 20;

export class AccountCoverageStore {
  constructor(private readonly database: CollectorDatabase) {}

  /** @throws AppError not-found */
  of(tenantId: string, accountId: string): Promise<KnownCoverage[]> {
    return this.database.withTenant(tenantId, async (tx) => {
      const scope = scopeOf(await findAccount(tx, tenantId, accountId));
      const rows = await tx.accountCoverage.findMany({ where: { tenantId, accountId }, orderBy: { scanId: 'desc' } });
      const whole = await lastWhole(tx, tenantId, accountId);
      // What the account's scope, or the account itself, no longer has is nobody's hole.
      const wanted = rows.filter(
        ({ unitService, unitRegion, scanId }) =>
          (scope.services.length === 0 || scope.services.some((service) => service === unitService)) &&
          (unitRegion === 'global' || scope.regions.length === 0 || scope.regions.includes(unitRegion)) &&
          (!whole || scanId >= whole.scanId || whole.places.has(`${unitService}/${unitRegion}`)),
      );
      const known = [...wanted, ...(await planning(tx, tenantId, accountId))].map((row) => KnownRow.parse(row));
      return mergeCoverage(known.sort((a, b) => (a.scanId > b.scanId ? -1 : 1)));
    });
  }

  /** When the coverage of an account was last renewed; null before its first scan. */
  renewedAt(tenantId: string, accountId: string): Promise<Date | null> {
    return this.database.withTenant(tenantId, async (tx) => {
      const { _max } = await tx.collectedPlace.aggregate({
        where: { tenantId, accountId },
        _max: { collectedAt: true },
      });
      return _max.collectedAt;
    });
  }
}

const KnownRow = CoverageRow.extend({ scanId: CoverageRow.shape.service });

/** The last scan that looked everywhere, and the places that there were: a region that was switched off has no unit in it. */
async function lastWhole(
  tx: Tx,
  tenantId: string,
  accountId: string,
): Promise<{ scanId: string; places: ReadonlySet<string> } | undefined> {
  const none = { isEmpty: true };
  const scan = await tx.scan.findFirst({
    where: {
      tenantId,
      accountId,
      state: { in: ['complete', 'partial'] },
      services: none,
      regions: none,
      severities: none,
      targets: none,
    },
    orderBy: { id: 'desc' },
    select: { id: true },
  });
  if (!scan) return undefined;
  const units = await tx.unit.findMany({
    where: { tenantId, scanId: scan.id },
    select: { service: true, region: true },
  });
  return { scanId: scan.id, places: new Set(units.map(({ service, region }) => `${service}/${region}`)) };
}

/** What the planning of the last scans has seen, for each action that of the newest one that asked. */
const planning = (tx: Tx, tenantId: string, accountId: string): Promise<unknown[]> =>
  tx.$queryRawUnsafe<unknown[]>(
    `with planned as (
       select id from scans where tenant_id = $1::uuid and account_id = $2::uuid and started_at is not null order by id desc limit ${plannedScans}
     )
     select c.scan_id as "scanId", c.service, c.region, c.action, c.outcome, c.calls, c.detail, c.resources, c.denied_by as "deniedBy"
     from (select c.*, max(c.scan_id::text) over (partition by c.service, c.action) as newest
           from planned join coverage c on c.tenant_id = $1::uuid and c.scan_id = planned.id and c.unit_id = planned.id) c
     where c.scan_id::text = c.newest`,
    tenantId,
    accountId,
  );
