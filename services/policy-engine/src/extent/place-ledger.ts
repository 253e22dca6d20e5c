/** Up to which scan each place was judged, in the database. The rules are those of Extent. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Stage } from '../policies/catalogue.js';
import type { PlaceRecord, UnitPlace } from './extent.js';

/** Whose places, and for which policies. */
export interface LedgerKey {
  readonly tenantId: string;
  readonly accountId: string;
  readonly stage: Stage;
}

/** A place that was judged, by policies of these severities. */
export interface Claim extends UnitPlace {
  readonly severities: readonly number[];
  readonly snapshotKey: string;
}

const columns = `service, region, severity, generation, lost_generation as "lostGeneration", snapshot_key as "snapshotKey"`;
const isKey = 'tenant_id = $1::uuid and account_id = $2::uuid and stage = $3';

/** The records of an account; of some places if they are given. */
export const placeRecords = (
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  places?: readonly UnitPlace[],
): PromiseLike<PlaceRecord[]> =>
  tx.$queryRawUnsafe(
    `select ${columns} from judged_places where ${isKey}
       and ($4::text[] is null or (service, region) in (select * from unnest($4::text[], $5::text[])))`,
    ...[tenantId, accountId, stage],
    places?.map(({ service }) => service) ?? null,
    places?.map(({ region }) => region) ?? null,
  );

/**
 * The records of places, held until the transaction ends, those of places that nobody has judged too. Always in one order, so that two
 * transactions never wait for each other.
 */
export async function lockPlaces(
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  places: readonly UnitPlace[],
  severities: readonly number[],
  at: Date,
): Promise<PlaceRecord[]> {
  const values = [
    ...[tenantId, accountId, stage],
    places.map(({ service }) => service),
    places.map(({ region }) => region),
    severities,
  ];
  const asked = `(select distinct service, region, severity from unnest($4::text[], $5::text[]) as n(service, region),
    unnest($6::smallint[]) as severity) as asked`;
  await tx.$executeRawUnsafe(
    `insert into judged_places (tenant_id, account_id, stage, service, region, severity, generation, judged_at)
     select $1::uuid, $2::uuid, $3, service, region, severity, -1, $7::timestamptz from ${asked}
     order by service, region, severity on conflict do nothing`,
    ...values,
    at.toISOString(),
  );
  return tx.$queryRawUnsafe(
    `select ${columns} from judged_places where ${isKey} and (service, region, severity) in (select * from ${asked})
     order by service, region, severity for update`,
    ...values,
  );
}

/** Notes that places were judged by a generation. They must be locked, and the claims such as Extent allows. */
export async function claimPlaces(
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  claims: readonly Claim[],
  generation: number | undefined,
  at: Date,
): Promise<void> {
  const rows = claims.flatMap(({ severities, ...claim }) => severities.map((severity) => ({ ...claim, severity })));
  if (rows.length === 0) return;
  await tx.$executeRawUnsafe(
    `update judged_places j set generation = greatest(j.generation, $4::int), snapshot_key = n."snapshotKey", judged_at = $5::timestamptz
     from json_to_recordset($6::json) as n(service text, region text, severity smallint, "snapshotKey" text)
     where ${isKey} and j.service = n.service and j.region = n.region and j.severity = n.severity`,
    ...[tenantId, accountId, stage, generation ?? 0, at.toISOString()],
    JSON.stringify(
      rows.map(({ service, region, severity, snapshotKey }) => ({ service, region, severity, snapshotKey })),
    ),
  );
  // What a place was judged up to holds for each of its resources: records of resources have nothing more to say.
  await tx.$executeRawUnsafe(
    `delete from judged_resources r using (select service, region, min(generation) as generation from judged_places
         where ${isKey} and (service, region) in (select * from unnest($4::text[], $5::text[]))
         group by service, region having count(*) = 5) as j
     where r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.stage = $3
       and r.service = j.service and r.region = j.region and r.generation <= j.generation`,
    ...[tenantId, accountId, stage],
    claims.map(({ service }) => service),
    claims.map(({ region }) => region),
  );
}

/** Notes that a generation was to look at a place and could not. The place must be locked. */
export const notePlaceLost = (
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  { service, region }: UnitPlace,
  severities: readonly number[],
  generation: number | undefined,
): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `update judged_places set lost_generation = greatest(lost_generation, $7::int)
     where ${isKey} and service = $4 and region = $5 and severity = any($6::smallint[])`,
    ...[tenantId, accountId, stage, service, region, severities, generation ?? 0],
  );
