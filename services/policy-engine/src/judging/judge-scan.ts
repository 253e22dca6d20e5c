/** Judges the world of a scan: each place by the policies that may judge there. */
import { Judge } from '@cspmexa/policy-kit';
import { findKind } from '@cspmexa/resources';
import { keyOfPlace, type Extent } from '../extent/extent.js';
import { listedIn, type Catalogue } from '../policies/catalogue.js';
import { Look } from './look.js';
import type { ScanWorld } from './scan-world.js';

/** `now` counts only when nothing was collected. */
export async function judgeScan({
  accountId,
  catalogue,
  scanned,
  extent,
  known,
  now,
}: {
  accountId: string;
  catalogue: Catalogue;
  scanned: ScanWorld;
  extent: Extent;
  known: ConstructorParameters<typeof Look>[2];
  now: Date;
}): Promise<Look> {
  const look = new Look(accountId, catalogue, known, extent);
  // The time of the collection, so that the same snapshots give the same verdicts whenever they are judged.
  const times = scanned.headers.map(({ collectedAt }) => Date.parse(collectedAt));
  const at = times.length > 0 ? new Date(Math.max(...times)) : now;
  // Nearly always there is one: they differ only where a newer scan has judged some of the severities of a place.
  const bySeverities = new Map<string, Judge>();
  const byPlace = new Map<string, Judge>();
  const judgeOf = (kind: string, region: string): Judge => {
    const place = { service: findKind(kind)?.service ?? '', region: listedIn(kind, region) };
    const found = byPlace.get(keyOfPlace(place));
    if (found) return found;
    const severities = extent.severities(place);
    const policies = catalogue.of('scan', severities);
    const judge =
      bySeverities.get(severities.join()) ??
      new Judge(
        scanned.policies.filter((policy) => policies.includes(policy)),
        at,
        scanned.world,
        catalogue.settings.values,
      );
    bySeverities.set(severities.join(), judge);
    byPlace.set(keyOfPlace(place), judge);
    return judge;
  };
  for (const { kinds, place, holes } of scanned.headers) look.listed(kinds, place.region, holes);
  for (const hole of scanned.failures) look.hole(judgeOf(hole.kind, hole.place.region), hole);
  for (const subject of scanned.subjects()) await look.resource(judgeOf(subject.kind, subject.region), subject);
  return look;
}
