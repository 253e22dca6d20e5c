/**
 * Writes what a unit found into the inventory: changed rows only, in bulk. What an older scan saw changes nothing that a newer one
 * has looked at: a row says which scan wrote it last, and a place which whole scan looked there last, for all the rows that it left alone.
 */
import { faultPoint, newId } from '@cspmexa/platform';
import { relationRulesVersion } from '@cspmexa/resources';
import type { Tx } from '../database.js';
import type { CollectedUnit } from '../units/collected-unit.js';
import { dropRelations, writeRelations } from '../relations/relation-rows.js';
import type { InventoryRow } from './inventory-row.js';
import { writeVersions, type FoundChange, type OldContent } from './resource-versions.js';

/** Where and by which unit the resources were listed. */
export interface ListedBy {
  readonly tenantId: string;
  readonly accountId: string;
  readonly service: string;
  /** The region of the unit. */
  readonly listedIn: string;
}

/** What the inventory needs of a unit. */
export type FoundByUnit = Pick<
  CollectedUnit,
  'rows' | 'kinds' | 'holes' | 'awsAccountId' | 'scanId' | 'generation' | 'targets' | 'isPartial' | 'causes'
>;

/** Rows of one statement. */
const chunk = 2_000;

/**
 * Brings the inventory up to date with a unit. A kind whose listing has a hole loses nothing: not seen is not gone.
 * A scan with targets writes these alone; one for some severities writes none, and both only mark what is gone.
 * For a unit of a whole scan the caller has noted its generation for the place; the other ones note none.
 */
export async function writeInventory(tx: Tx, place: ListedBy, unit: FoundByUnit, now: Date): Promise<void> {
  const isTargeted = unit.targets.length > 0;
  if ((isTargeted || unit.isPartial) && (await hasNewer(tx, place, unit.generation))) return;
  const targets = new Set(unit.targets);
  const seen = isTargeted ? unit.rows.filter(({ arn }) => targets.has(arn)) : unit.rows;
  const written = unit.isPartial ? [] : seen;
  for (let start = 0; start < written.length; start += chunk) {
    await writeRows(tx, place, unit, written.slice(start, start + chunk), now);
    await faultPoint('unit.inventory-half-written');
  }
  const whole = unit.kinds.filter((kind) => !unit.holes.some((hole) => hole.kind === kind));
  if (whole.length > 0) await markDeleted(tx, place, unit, whole, seen, now);
  if (isTargeted) await noteSeen(tx, place, unit, seen);
}

async function writeRows(
  tx: Tx,
  place: ListedBy,
  unit: FoundByUnit,
  rows: readonly InventoryRow[],
  now: Date,
): Promise<void> {
  const changed = await changedOf(tx, place, rows, unit.generation);
  if (changed.length === 0) return;
  const ids = await upsert(tx, place, unit, changed, now);
  const changes = changed.flatMap(({ row, old }): FoundChange<InventoryRow>[] => {
    const resourceId = ids.get(keyOf(row));
    return resourceId === undefined ? [] : [{ resourceId, arn: row.arn, hash: row.contentHash, old, new: row }];
  });
  await writeVersions(tx, place.tenantId, unit, changes, now);
  const { awsAccountId } = unit;
  const { tenantId, accountId } = place;
  await writeRelations(
    tx,
    tenantId,
    changes.flatMap(({ resourceId, new: row }) => (row ? [{ ...row, resourceId, accountId, awsAccountId }] : [])),
  );
}

/** Whether a newer whole scan has been written for the place. The row stays locked, so that none is until this one is through. */
async function hasNewer(
  tx: Tx,
  { tenantId, accountId, service, listedIn }: ListedBy,
  generation: number,
): Promise<boolean> {
  const [place] = await tx.$queryRawUnsafe<{ generation: number }[]>(
    `select generation from collected_places
     where tenant_id = $1::uuid and account_id = $2::uuid and service = $3 and region = $4 for share`,
    tenantId,
    accountId,
    service,
    listedIn,
  );
  return place !== undefined && place.generation > generation;
}

interface ChangedRow {
  readonly row: InventoryRow;
  /** Null when it was never seen before. */
  readonly old: OldContent | null;
}

/** The rows that are new, different, or back, with what was there before. Only the hashes of the others travel to find out. */
async function changedOf(
  tx: Tx,
  { tenantId, accountId }: ListedBy,
  rows: readonly InventoryRow[],
  generation: number,
): Promise<ChangedRow[]> {
  const found = await tx.$queryRawUnsafe<
    { at: number; isKnown: boolean; deleted: boolean; tags: string; base: string; facets: string }[]
  >(
    `select new.at::int as at, r.id is not null as "isKnown", r.deleted_at is not null as deleted,
       r.tags::text as tags, r.base::text as base, r.facets::text as facets
     from unnest($3::text[], $4::text[], $5::text[]) with ordinality as new (kind, arn, hash, at)
     left join resources r on r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.kind = new.kind and r.arn = new.arn
     where r.id is null or (r.generation <= $6 and (r.deleted_at is not null or r.content_hash <> decode(new.hash, 'hex')))`,
    tenantId,
    accountId,
    rows.map(({ kind }) => kind),
    rows.map(({ arn }) => arn),
    rows.map(({ contentHash }) => contentHash),
    generation,
  );
  return found.flatMap(({ at, isKnown, ...old }) => {
    const row = rows[at - 1];
    return row ? [{ row, old: isKnown ? old : null }] : [];
  });
}

/** Writes rows, but for those that a newer scan has written meanwhile. Returns the ids of those that were written, by `keyOf`. */
async function upsert(
  tx: Tx,
  { tenantId, accountId, service, listedIn }: ListedBy,
  { awsAccountId, generation }: FoundByUnit,
  changed: readonly ChangedRow[],
  now: Date,
): Promise<Map<string, string>> {
  const column = (value: (row: InventoryRow) => string | null) => changed.map(({ row }) => value(row));
  const written = await tx.$queryRawUnsafe<{ id: string; kind: string; arn: string }[]>(
    `insert into resources (tenant_id, id, account_id, aws_account_id, service, listed_in, first_seen_at, changed_at, generation, related,
       kind, arn, region, name, tags, base, facets, search_text, content_hash, has_unknown)
     select $1::uuid, new.id, $2::uuid, $3, $4, $5, $6::timestamptz, $6::timestamptz, $7, ${relationRulesVersion},
       new.kind, new.arn, new.region, new.name, new.tags::jsonb, new.base::jsonb, new.facets::jsonb, new.search_text, decode(new.hash, 'hex'), new.has_unknown
     from unnest($8::uuid[], $9::text[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::boolean[])
       as new (id, kind, arn, region, name, tags, base, facets, search_text, hash, has_unknown)
     on conflict (tenant_id, account_id, kind, arn) do update set
       aws_account_id = excluded.aws_account_id, service = excluded.service, listed_in = excluded.listed_in, region = excluded.region,
       name = excluded.name, tags = excluded.tags, base = excluded.base, facets = excluded.facets, search_text = excluded.search_text,
       content_hash = excluded.content_hash, changed_at = excluded.changed_at, generation = excluded.generation, deleted_at = null,
       related = excluded.related, has_unknown = excluded.has_unknown
       where resources.generation <= excluded.generation
     returning id, kind, arn`,
    tenantId,
    accountId,
    awsAccountId,
    service,
    listedIn,
    now,
    generation,
    changed.map(() => newId(now)),
    column(({ kind }) => kind),
    column(({ arn }) => arn),
    column(({ region }) => region),
    column(({ name }) => name),
    column(({ tags }) => tags),
    column(({ base }) => base),
    column(({ facets }) => facets),
    column(({ searchText }) => searchText),
    column(({ contentHash }) => contentHash),
    changed.map(({ row }) => row.hasUnknown),
  );
  return new Map(written.map((row) => [keyOf(row), row.id]));
}

const keyOf = ({ kind, arn }: { kind: string; arn: string }): string => `${kind} ${arn}`;

/** Marks what these kinds no longer list in this place; of a scan with targets, these alone. */
async function markDeleted(
  tx: Tx,
  { tenantId, accountId, listedIn }: ListedBy,
  unit: FoundByUnit,
  kinds: readonly string[],
  seen: readonly InventoryRow[],
  now: Date,
): Promise<void> {
  const gone = await tx.$queryRawUnsafe<{ resourceId: string; arn: string; hash: string }[]>(
    `update resources r set deleted_at = $5::timestamptz, changed_at = $5::timestamptz, generation = $8
     where r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.listed_in = $3 and r.kind = any($4::text[]) and r.deleted_at is null
       and r.generation <= $8 and ($9::text[] is null or r.arn = any($9::text[]))
       and not exists (select 1 from unnest($6::text[], $7::text[]) as seen (kind, arn) where seen.kind = r.kind and seen.arn = r.arn)
     returning r.id as "resourceId", r.arn, encode(r.content_hash, 'hex') as hash`,
    tenantId,
    accountId,
    listedIn,
    kinds,
    now,
    seen.map(({ kind }) => kind),
    seen.map(({ arn }) => arn),
    unit.generation,
    unit.targets.length > 0 ? [...unit.targets] : null,
  );
  for (let start = 0; start < gone.length; start += chunk) {
    const some = gone.slice(start, start + chunk);
    await writeVersions(
      tx,
      tenantId,
      unit,
      some.map((row) => ({ ...row, old: null, new: null })),
      now,
    );
    await dropRelations(
      tx,
      tenantId,
      some.map(({ resourceId }) => resourceId),
    );
  }
}

/**
 * Has targets that were seen as they are known say so, as long as an older scan may still come with what it saw before. When none
 * runs, nothing is written: a second look at something unchanged leaves no trace.
 */
async function noteSeen(
  tx: Tx,
  { tenantId, accountId }: ListedBy,
  { generation }: FoundByUnit,
  seen: readonly InventoryRow[],
): Promise<void> {
  await tx.$executeRawUnsafe(
    `update resources r set generation = $3
     from unnest($4::text[], $5::text[]) as seen (kind, arn)
     where r.tenant_id = $1::uuid and r.account_id = $2::uuid and r.kind = seen.kind and r.arn = seen.arn and r.generation < $3
       and exists (select 1 from scans s where s.tenant_id = $1::uuid and s.account_id = $2::uuid and s.generation < $3
         and s.state in ('queued', 'running'))`,
    tenantId,
    accountId,
    generation,
    seen.map(({ kind }) => kind),
    seen.map(({ arn }) => arn),
  );
}
