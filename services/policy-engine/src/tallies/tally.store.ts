/** The tallies in the database, written only where they differ. */
import type { SqlTransaction } from '@cspmexa/platform';
import { canonicalJson } from '../findings/canonical.js';
import type { Tally } from './tally.js';

/** The places and policies that tallies are complete for: what is stored there and is not among them is removed. */
export interface TallyScope {
  readonly accountId: string;
  readonly places: readonly { readonly service: string; readonly region: string }[];
  readonly concerns: (policyId: string, place: { service: string; region: string }) => boolean;
}

const keyOf = (tally: { service: string; region: string; policyId: string; discriminator: string }): string =>
  [tally.service, tally.region, tally.policyId, tally.discriminator].join('\0');

/** A tally as it is stored. */
export type StoredTally = Omit<Tally, 'isPartial'>;

/** What has to be written, and removed, so that the stored tallies of some places match those of a look. Pure. */
export function tallyChanges(
  stored: readonly StoredTally[],
  tallies: readonly Tally[],
  { places, concerns }: Omit<TallyScope, 'accountId'>,
): { changed: Tally[]; gone: StoredTally[] } {
  const before = new Map(stored.map((tally) => [keyOf(tally), tally]));
  const current = new Map(tallies.map((tally) => [keyOf(tally), tally]));
  const covered = new Set(places.map(({ service, region }) => `${service}\0${region}`));
  const changed = [...current].filter(([key, tally]) => {
    const other = before.get(key);
    if (!covered.has(`${tally.service}\0${tally.region}`)) return false;
    return other ? !tally.isPartial && differs(other, tally) : true;
  });
  const gone = [...before.values()].filter((tally) => !current.has(keyOf(tally)) && concerns(tally.policyId, tally));
  return { changed: changed.map(([, tally]) => tally), gone };
}

/** Brings the stored tallies of a scope up to date. Returns how many rows were written or removed. */
export async function writeTallies(
  tx: SqlTransaction,
  tenantId: string,
  { accountId, places, concerns }: TallyScope,
  tallies: readonly Tally[],
): Promise<number> {
  const stored = await tx.$queryRawUnsafe<StoredTally[]>(
    `select service, region, policy_id as "policyId", discriminator, severity, pass, fail, unknown, reasons from tallies
     where tenant_id = $1::uuid and account_id = $2::uuid
       and (service, region) in (select * from unnest($3::text[], $4::text[]))`,
    tenantId,
    accountId,
    places.map(({ service }) => service),
    places.map(({ region }) => region),
  );
  const { changed, gone } = tallyChanges(stored, tallies, { places, concerns });
  await upsert(tx, tenantId, accountId, changed);
  await remove(tx, tenantId, accountId, gone);
  return changed.length + gone.length;
}

const differs = (row: StoredTally, tally: Tally): boolean =>
  row.pass !== tally.pass ||
  row.fail !== tally.fail ||
  row.unknown !== tally.unknown ||
  row.severity !== tally.severity ||
  canonicalJson(row.reasons) !== canonicalJson(tally.reasons);

async function upsert(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  tallies: readonly Tally[],
): Promise<void> {
  if (tallies.length === 0) return;
  await tx.$executeRawUnsafe(
    `insert into tallies (tenant_id, account_id, service, region, policy_id, discriminator, severity, pass, fail, unknown, reasons)
     select $1::uuid, $2::uuid, * from json_to_recordset($3::json) as n(service text, region text, "policyId" text,
       discriminator text, severity int, pass int, fail int, unknown int, reasons jsonb)
     on conflict (tenant_id, account_id, service, region, policy_id, discriminator) do update
       set severity = excluded.severity, pass = excluded.pass, fail = excluded.fail, unknown = excluded.unknown, reasons = excluded.reasons`,
    tenantId,
    accountId,
    JSON.stringify(tallies),
  );
}

async function remove(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  rows: readonly StoredTally[],
): Promise<void> {
  if (rows.length === 0) return;
  await tx.$executeRawUnsafe(
    `delete from tallies t using json_to_recordset($3::json) as n(service text, region text, "policyId" text, discriminator text)
     where t.tenant_id = $1::uuid and t.account_id = $2::uuid and t.service = n.service and t.region = n.region
       and t.policy_id = n."policyId" and t.discriminator = n.discriminator`,
    tenantId,
    accountId,
    JSON.stringify(rows),
  );
}
