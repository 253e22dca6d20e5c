/** Writes what a unit found into the inventory: changed rows only, in bulk. */
import { newId } from '@cspmexa/platform';
import type { Tx } from '../database.js';
import type { CollectedUnit } from '../units/collected-unit.js';
import type { InventoryRow } from './inventory-row.js';

/** Where and by which unit the resources were listed. */
export interface ListedBy {
  readonly tenantId: string;
  readonly accountId: string;
  readonly service: string;
  /** The region of the unit. */
  readonly listedIn: string;
}

/** Rows of one statement. */
const chunk = 2_000;

/** Brings the inventory up to date with a unit. A kind whose listing has a hole loses nothing: not seen is not gone. */
export async function writeInventory(
  tx: Tx,
  place: ListedBy,
  { rows, kinds, holes, awsAccountId }: Pick<CollectedUnit, 'rows' | 'kinds' | 'holes' | 'awsAccountId'>,
  now: Date,
): Promise<void> {
  for (let start = 0; start < rows.length; start += chunk) {
    const part = rows.slice(start, start + chunk);
    const changed = await changedOf(tx, place, part);
    if (changed.length > 0) await upsert(tx, place, awsAccountId, changed, now);
  }
  const whole = kinds.filter((kind) => !holes.some((hole) => hole.kind === kind));
  if (whole.length > 0) await markDeleted(tx, place, whole, rows, now);
}

/** The rows that are new, different, or back. Only hashes travel to find out. */
async function changedOf(
  tx: Tx,
  { tenantId, accountId }: ListedBy,
  rows: readonly InventoryRow[],
): Promise<InventoryRow[]> {
  const found = await tx.$queryRawUnsafe<{ at: number }[]>(
    `select new.at::int as at
     from unnest($3::text[], $4::text[], $5::text[]) with ordinality as new (kind, arn, hash, at)
     left join resources r on r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.kind = new.kind and r.arn = new.arn
     where r.id is null or r.deleted_at is not null or r.content_hash <> decode(new.hash, 'hex')`,
    tenantId,
    accountId,
    rows.map(({ kind }) => kind),
    rows.map(({ arn }) => arn),
    rows.map(({ contentHash }) => contentHash),
  );
  return found.flatMap(({ at }) => rows[at - 1] ?? []);
}

async function upsert(
  tx: Tx,
  { tenantId, accountId, service, listedIn }: ListedBy,
  awsAccountId: string,
  rows: readonly InventoryRow[],
  now: Date,
): Promise<void> {
  const column = (value: (row: InventoryRow) => string | null) => rows.map(value);
  await tx.$executeRawUnsafe(
    `insert into resources (tenant_id, id, account_id, aws_account_id, service, listed_in, first_seen_at, changed_at,
       kind, arn, region, name, tags, base, facets, search_text, content_hash)
     select $1::uuid, new.id, $2::uuid, $3, $4, $5, $6::timestamptz, $6::timestamptz,
       new.kind, new.arn, new.region, new.name, new.tags::jsonb, new.base::jsonb, new.facets::jsonb, new.search_text, decode(new.hash, 'hex')
     from unnest($7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[])
       as new (id, kind, arn, region, name, tags, base, facets, search_text, hash)
     on conflict (tenant_id, account_id, kind, arn) do update set
       aws_account_id = excluded.aws_account_id, service = excluded.service, listed_in = excluded.listed_in, region = excluded.region,
       name = excluded.name, tags = excluded.tags, base = excluded.base, facets = excluded.facets, search_text = excluded.search_text,
       content_hash = excluded.content_hash, changed_at = excluded.changed_at, deleted_at = null`,
    tenantId,
    accountId,
    awsAccountId,
    service,
    listedIn,
    now,
    rows.map(() => newId(now)),
    column(({ kind }) => kind),
    column(({ arn }) => arn),
    column(({ region }) => region),
    column(({ name }) => name),
    column(({ tags }) => tags),
    column(({ base }) => base),
    column(({ facets }) => facets),
    column(({ searchText }) => searchText),
    column(({ contentHash }) => contentHash),
  );
}

/** Marks what these kinds no longer list in this place. */
async function markDeleted(
  tx: Tx,
  { tenantId, accountId, listedIn }: ListedBy,
  kinds: readonly string[],
  seen: readonly InventoryRow[],
  now: Date,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `update resources r set deleted_at = $5::timestamptz, changed_at = $5::timestamptz
     where r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.listed_in = $3 and r.kind = any($4::text[]) and r.deleted_at is null
       and not exists (select 1 from unnest($6::text[], $7::text[]) as seen (kind, arn) where seen.kind = r.kind and seen.arn = r.arn)`,
    tenantId,
    accountId,
    listedIn,
    kinds,
    now,
    seen.map(({ kind }) => kind),
    seen.map(({ arn }) => arn),
  );
}
