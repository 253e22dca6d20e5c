/** Writes what a unit found, all of it or nothing. */
import { unitCollected } from '@cspmexa/contracts';
import { publish } from '@cspmexa/messaging';
import { addCoverage, mergeAccountCoverage, replaceAccountCoverage } from '../coverage/coverage.store.js';
import type { Tx } from '../database.js';
import { writeInventory } from '../inventory/inventory.store.js';
import { endIfLast } from '../scans/end-scan.js';
import type { UnitRow } from '../scans/scan-row.js';
import type { CollectedUnit } from './collected-unit.js';
import { countUnit } from './end-unit.js';
import type { Hold } from './unit.store.js';

/** The unit was given to another worker, or cancelled, while its results were written. */
export class NoLongerHeld extends Error {
  override readonly name = 'NoLongerHeld';
}

/** Writes what a unit found, ends it, and ends its scan with it if it was the last. @throws NoLongerHeld, and `tx` must not commit then. */
export async function writeUnit(
  tx: Tx,
  { tenantId, unitId, worker }: Hold,
  found: CollectedUnit,
  now: Date,
): Promise<void> {
  const held = { tenantId, id: unitId, worker, state: 'running' };
  const unit = await tx.unit.findFirst({ where: held });
  if (!unit) throw new NoLongerHeld();
  await addCoverage(tx, tenantId, unit.scanId, unitId, found.coverage);
  await writeFound(tx, unit, found, now);
  const { count: ended } = await tx.unit.updateMany({
    where: held,
    data: {
      state: 'done',
      resources: found.resources,
      snapshotKey: found.snapshotKey,
      endedAt: now,
      worker: null,
      leaseUntil: null,
      failure: null,
    },
  });
  if (ended === 0) throw new NoLongerHeld();
  const holes = found.coverage.filter(({ outcome }) => outcome !== 'ok').length;
  const scan = await countUnit(tx, unit, { unitsDone: 1, holes, resources: found.resources });
  await publish(
    tx,
    tenantId,
    unitCollected,
    {
      scanId: unit.scanId,
      accountId: unit.accountId,
      awsAccountId: found.awsAccountId,
      snapshot: { unitId, service: found.service, region: unit.region, key: found.snapshotKey },
      resources: found.resources,
      holes,
      causes: [...found.causes],
    },
    { generation: found.generation },
  );
  await endIfLast(tx, scan, now);
}

/** Inventory and newest coverage, unless a newer scan has looked there. */
async function writeFound(tx: Tx, unit: UnitRow, found: CollectedUnit, now: Date): Promise<void> {
  const { tenantId, accountId, scanId, service, region } = unit;
  // What looks at a part of a place says nothing about the rest of it.
  const isWhole = found.targets.length === 0 && !found.isPartial;
  const isNew = await (isWhole ? claimPlace(tx, unit, found.generation, now) : isNewest(tx, unit, found.generation));
  if (!isNew) return;
  await (isWhole ? replaceAccountCoverage : mergeAccountCoverage)(tx, tenantId, unit, scanId, found.coverage);
  await writeInventory(tx, { tenantId, accountId, listedIn: region, service }, found, now);
}

/** Notes the generation that is written for a place. False when a newer one was written before: what came late changes nothing. */
async function claimPlace(
  tx: Tx,
  { tenantId, accountId, service, region }: UnitRow,
  generation: number,
  now: Date,
): Promise<boolean> {
  const noted = await tx.$executeRawUnsafe(
    `insert into collected_places (tenant_id, account_id, service, region, generation, collected_at)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6::timestamptz)
     on conflict (tenant_id, account_id, service, region) do update
       set generation = excluded.generation, collected_at = excluded.collected_at
       where collected_places.generation < excluded.generation`,
    tenantId,
    accountId,
    service,
    region,
    generation,
    now,
  );
  return noted === 1;
}

/** False when a newer scan of the whole place was written before. */
async function isNewest(
  tx: Tx,
  { tenantId, accountId, service, region }: UnitRow,
  generation: number,
): Promise<boolean> {
  const place = await tx.collectedPlace.findFirst({ where: { tenantId, accountId, service, region } });
  return place === null || place.generation <= generation;
}
