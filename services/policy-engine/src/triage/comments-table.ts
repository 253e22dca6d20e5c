/** Comments as they are stored: each finding knows how many it has. Its version stays, so that talk about a finding stands in nobody's way. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Deed } from './step.js';

export interface NewComment {
  readonly id: string;
  readonly findingId: string;
  readonly accountId: string;
  /** Fit to be stored. */
  readonly text: string;
}

/** Rows of one statement. */
const chunk = 1_000;

/** Adds comments to findings that are held. */
export async function addComments(
  tx: SqlTransaction,
  tenantId: string,
  comments: readonly NewComment[],
  { at, by }: Deed,
): Promise<void> {
  for (let start = 0; start < comments.length; start += chunk) {
    const part = comments.slice(start, start + chunk);
    await tx.$executeRawUnsafe(
      `with made as (
         insert into finding_comments (tenant_id, id, finding_id, account_id, author, text, at)
         select $1::uuid, n.id, n."findingId", n."accountId", $3, n.text, $4::timestamptz
         from json_to_recordset($2::json) as n(id uuid, "findingId" uuid, "accountId" uuid, text text) returning finding_id)
       update findings f set comments = f.comments + 1 from made where f.tenant_id = $1::uuid and f.id = made.finding_id`,
      ...[tenantId, JSON.stringify(part), by, at.toISOString()],
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
