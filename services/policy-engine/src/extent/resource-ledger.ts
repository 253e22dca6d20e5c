/** Resources that were judged by themselves, in the database. The rules are those of Extent. */
import type { SqlTransaction } from '@cspmexa/platform';
import { hashOfText } from '../findings/canonical.js';
import type { ResourceRecord, UnitPlace } from './extent.js';
import type { LedgerKey } from './place-ledger.js';

/** What is known of the resources of some places beside what is known of the places. */
export const resourceRecords = (
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  places: readonly UnitPlace[],
): PromiseLike<ResourceRecord[]> =>
  tx.$queryRawUnsafe(
    `select service, region, resource_arn as "resourceArn", generation, policies, gone, snapshot_key as "snapshotKey"
     from judged_resources where tenant_id = $1::uuid and account_id = $2::uuid and stage = $3
       and (service, region) in (select * from unnest($4::text[], $5::text[]))`,
    ...[tenantId, accountId, stage],
    places.map(({ service }) => service),
    places.map(({ region }) => region),
  );

/** Notes that resources were judged by themselves. Of two notes of one generation, as of a scan that was resumed, the second counts. */
export async function noteResources(
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  records: readonly ResourceRecord[],
  at: Date,
): Promise<void> {
  if (records.length === 0) return;
  await tx.$executeRawUnsafe(
    `insert into judged_resources (tenant_id, account_id, stage, service, region, resource_hash, generation, resource_arn, policies,
       gone, snapshot_key, judged_at)
     select $1::uuid, $2::uuid, $3, service, region, decode(hash, 'hex'), generation, "resourceArn", policies, gone, "snapshotKey",
       $5::timestamptz
     from json_to_recordset($4::json) as n(service text, region text, hash text, generation int, "resourceArn" text, policies text[],
       gone boolean, "snapshotKey" text)
     on conflict (tenant_id, account_id, service, region, stage, resource_hash, generation) do update
       set policies = excluded.policies, gone = excluded.gone, snapshot_key = excluded.snapshot_key, judged_at = excluded.judged_at`,
    ...[tenantId, accountId, stage],
    JSON.stringify(records.map((record) => ({ ...record, hash: hashOfText(record.resourceArn) }))),
    at.toISOString(),
  );
}

/** Notes that a policy has a verdict about resources that were judged by themselves, in their newest look: what older scans say is late. */
export const noteJudged = (
  tx: SqlTransaction,
  { tenantId, accountId, stage }: LedgerKey,
  policyId: string,
  arns: readonly string[],
): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `update judged_resources r set policies = array_append(r.policies, $4)
     where r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.stage = $3 and r.resource_arn = any($5::text[])
       and not r.gone and not $4 = any(r.policies)
       and r.generation = (select max(o.generation) from judged_resources o where o.tenant_id = r.tenant_id
         and o.account_id = r.account_id and o.stage = r.stage and o.service = r.service and o.region = r.region
         and o.resource_hash = r.resource_hash)`,
    ...[tenantId, accountId, stage, policyId, arns],
  );
