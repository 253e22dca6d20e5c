/** Comments as they are stored: each finding knows how many it has. Its version stays, so that talk about a finding stands in nobody's way. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Deed } from './step.js';

/** The same words about each of some findings, fit to be stored. */
export interface NewComments {
  readonly text: string;
  /** The findings, and what the comments on them are called. */
  readonly on: readonly { readonly findingId: string; readonly id: string }[];
}

/** Rows of one statement. */
const chunk = 1_000;

/** Adds comments to findings that are held. Where a change of many is named, each is kept with it. */
export async function addComments(
  tx: SqlTransaction,
  tenantId: string,
  { text, on }: NewComments,
  { at, by }: Deed,
  changeId: string | null = null,
): Promise<void> {
  for (let start = 0; start < on.length; start += chunk) {
    const part = on.slice(start, start + chunk);
    await tx.$executeRawUnsafe(
      `with told as (
         update findings f set comments = f.comments + 1 from unnest($2::uuid[], $3::uuid[]) as n(finding_id, id)
         where f.tenant_id = $1::uuid and f.id = n.finding_id returning n.id, n.finding_id, f.account_id, f.version),
       made as (
         insert into finding_comments (tenant_id, id, finding_id, account_id, author, text, at)
         select $1::uuid, id, finding_id, account_id, $4, $5, $6::timestamptz from told)
       insert into bulk_change_rows (tenant_id, change_id, finding_id, account_id, version, before)
       select $1::uuid, $7::uuid, finding_id, account_id, version, jsonb_build_object('commentId', id) from told where $7::uuid is not null`,
      tenantId,
      part.map(({ findingId }) => findingId),
      part.map(({ id }) => id),
      ...[by, text, at.toISOString(), changeId],
    );
  }
}

/** Removes comments of an author. Returns the findings that they were of. */
export async function dropComments(
  tx: SqlTransaction,
  tenantId: string,
  ids: readonly string[],
  author: string,
): Promise<{ findingId: string; accountId: string; text: string }[]> {
  const dropped: { findingId: string; accountId: string; text: string }[] = [];
  for (let start = 0; start < ids.length; start += chunk)
    dropped.push(
      ...(await tx.$queryRawUnsafe<typeof dropped>(
        `with gone as (
           delete from finding_comments where tenant_id = $1::uuid and id = any($2::uuid[]) and author = $3
           returning finding_id, account_id, text),
         counted as (
           update findings f set comments = f.comments - gone.count
           from (select finding_id, count(*)::int as count from gone group by finding_id) gone
           where f.tenant_id = $1::uuid and f.id = gone.finding_id)
         select finding_id as "findingId", account_id as "accountId", text from gone`,
        ...[tenantId, ids.slice(start, start + chunk), author],
      )),
    );
  return dropped;
}
