/** Places that a scan was to look at and that brought nothing. */
import type { ScanScope, SnapshotRef } from '@cspmexa/contracts';
import type { SqlTransaction } from '@cspmexa/platform';
import type { z } from 'zod';
import { Extent, keyOfPlace, type Asked, type PlaceRecord, type UnitPlace } from '../extent/extent.js';
import { lockPlaces, notePlaceLost } from '../extent/place-ledger.js';
import type { Catalogue } from '../policies/catalogue.js';
import { writeTallies } from '../tallies/tally.store.js';
import { blindTallies } from './blind.js';
import { isInScope } from './scan-world.js';

/** The places that earlier scans judged, that this one was to look at too, and of which it has no snapshot. */
export function lostPlaces(
  catalogue: Catalogue,
  asked: Asked,
  { scope, snapshots }: { scope: ScanScope; snapshots: readonly z.output<typeof SnapshotRef>[] },
  records: readonly PlaceRecord[],
): UnitPlace[] {
  const collected = new Set(snapshots.map(keyOfPlace));
  const judged = new Map(
    records.filter(({ generation }) => generation >= 0).map((record) => [keyOfPlace(record), record]),
  );
  const missing = [...judged.values()]
    .filter((place) => !collected.has(keyOfPlace(place)) && isInScope(scope, place))
    .map(({ service, region }) => ({ service, region }));
  const extent = new Extent(catalogue, asked, missing, records, []);
  return missing.filter((place) => extent.lost(place).length > 0);
}

/** Nothing is known any more of how lost places satisfy their policies. Their findings stay. `asked` is of the stage of units. */
export async function markLost(
  tx: SqlTransaction,
  { tenantId, accountId }: { tenantId: string; accountId: string },
  catalogue: Catalogue,
  asked: Asked,
  places: readonly UnitPlace[],
  at: Date,
): Promise<void> {
  if (places.length === 0 || asked.targets.length > 0) return;
  const key = { tenantId, accountId, stage: 'unit' as const };
  const records = await lockPlaces(tx, key, places, asked.severities, at);
  const extent = new Extent(catalogue, asked, places, records, []);
  for (const place of places) {
    const severities = extent.lost(place);
    if (severities.length === 0) continue;
    const policies = catalogue.of('unit', severities);
    const ids = new Set(policies.map(({ id }) => id));
    const scope = { accountId, places: [place], concerns: (policyId: string) => ids.has(policyId) };
    await writeTallies(tx, tenantId, scope, blindTallies(catalogue, policies, place, at));
    await notePlaceLost(tx, key, place, severities, asked.generation);
  }
}
