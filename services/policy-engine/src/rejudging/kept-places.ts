/** What was collected last of the places of an account that a policy looks at, as the ledger has it. */
import { severityRank } from '@cspmexa/contracts';
import { planFor } from '@cspmexa/collector-kit';
import type { SqlTransaction } from '@cspmexa/platform';
import { readsOthers, type Policy } from '@cspmexa/policy-kit';
import { findKind } from '@cspmexa/resources';
import { keyOfPlace, type PlaceRecord, type ResourceRecord, type UnitPlace } from '../extent/extent.js';
import { placeRecords } from '../extent/place-ledger.js';
import { resourceRecords } from '../extent/resource-ledger.js';
import { stageOf } from '../policies/catalogue.js';

export interface KeptPlaces {
  readonly awsAccountId: string;
  readonly places: readonly PlaceRecord[];
  /** By place and ARN: resources that were judged by themselves since, by their newest record. */
  readonly newer: ReadonlyMap<string, ReadonlyMap<string, ResourceRecord>>;
  /** Equal as long as nothing else was judged. */
  readonly signature: string;
}

/** The places of an account that a policy judges, or looks into; undefined when nothing was collected of the account, or it is gone. */
export async function keptPlaces(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  policy: Policy,
): Promise<KeptPlaces | undefined> {
  const [account] = await tx.$queryRawUnsafe<{ awsAccountId: string | null }[]>(
    `select aws_account_id as "awsAccountId" from accounts where tenant_id = $1::uuid and id = $2::uuid and removed_at is null`,
    tenantId,
    accountId,
  );
  if (!account?.awsAccountId) return undefined;
  const key = { tenantId, accountId, stage: stageOf(policy) };
  const services = servicesOf(policy);
  const isOurs = ({ service, severity }: PlaceRecord): boolean =>
    services.has(service) && severity === severityRank[policy.severity];
  const places = (await placeRecords(tx, key)).filter((place) => isOurs(place) && place.generation >= 0);
  const resources = await resourceRecords(tx, key, places);
  const lost = await lostOf(tx, key, places, policy);
  const told = places.map((place) => ({
    ...place,
    lostGeneration: lost.get(keyOfPlace(place)) ?? place.lostGeneration,
  }));
  const newer = newerThan(told, resources);
  return { awsAccountId: account.awsAccountId, places: told, newer, signature: signatureOf(told, newer) };
}

/** Whether a newer scan was to look at a place and could not. */
export const isLost = ({ generation, lostGeneration }: PlaceRecord): boolean => lostGeneration > generation;

/** The services whose resources a policy judges or reads. */
const servicesOf = (policy: Policy): Set<string> =>
  new Set([...planFor([policy]).keys()].map((kind) => findKind(kind)?.service ?? ''));

/** Places are noted as lost for the policies of units, whatever reads them. */
async function lostOf(
  tx: SqlTransaction,
  key: { tenantId: string; accountId: string },
  places: readonly UnitPlace[],
  policy: Policy,
): Promise<ReadonlyMap<string, number>> {
  if (!readsOthers(policy)) return new Map();
  const units = await placeRecords(tx, { ...key, stage: 'unit' }, places);
  return new Map(
    units
      .filter(({ severity }) => severity === severityRank[policy.severity])
      .map((unit) => [keyOfPlace(unit), unit.lostGeneration]),
  );
}

function newerThan(places: readonly PlaceRecord[], resources: readonly ResourceRecord[]) {
  const newer = new Map<string, Map<string, ResourceRecord>>();
  for (const place of places) {
    const here = new Map<string, ResourceRecord>();
    for (const record of resources) {
      if (keyOfPlace(record) !== keyOfPlace(place) || record.generation <= place.generation) continue;
      if (record.generation > (here.get(record.resourceArn)?.generation ?? -1)) here.set(record.resourceArn, record);
    }
    if (here.size > 0) newer.set(keyOfPlace(place), here);
  }
  return newer;
}

const signatureOf = (places: readonly PlaceRecord[], newer: KeptPlaces['newer']): string =>
  JSON.stringify([
    places.map((place) => [keyOfPlace(place), place.generation, place.lostGeneration, place.snapshotKey]).sort(),
    [...newer]
      .map(([key, records]) => [key, [...records].map(([arn, { generation }]) => [arn, generation]).sort()])
      .sort(),
  ]);
