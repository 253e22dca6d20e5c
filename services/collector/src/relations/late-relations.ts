/** Works out the relations of resources that were stored before there were any, or by older rules: some at a time, behind everything else. */
import { relationRulesVersion } from '@cspmexa/resources';
import { CollectorDatabase } from '../database.js';
import { writeRelations, type RelatedRow } from './relation-rows.js';

const batch = 500;

/** One batch, of one tenant. True when there may be more. Rows that somebody else has locked are left for the next turn. */
export async function relateLate(database: CollectorDatabase): Promise<boolean> {
  const [late] = await database.client.$queryRawUnsafe<{ tenantId: string }[]>(
    `select tenant_id as "tenantId" from resources where related < $1 and deleted_at is null limit 1`,
    relationRulesVersion,
  );
  if (!late) return false;
  return database.withTenant(late.tenantId, async (tx) => {
    const rows = await tx.$queryRawUnsafe<RelatedRow[]>(
      `select id as "resourceId", account_id as "accountId", aws_account_id as "awsAccountId", region, kind, arn,
         base::text as base, facets::text as facets
       from resources where tenant_id = $1::uuid and related < $2 and deleted_at is null
       limit ${batch} for update skip locked`,
      late.tenantId,
      relationRulesVersion,
    );
    await writeRelations(tx, late.tenantId, rows);
    await tx.$executeRawUnsafe(
      `update resources set related = $2, has_unknown = jsonb_path_exists(facets, '$.*.known ? (@ == false)')
       where tenant_id = $1::uuid and id = any($3::uuid[])`,
      late.tenantId,
      relationRulesVersion,
      rows.map(({ resourceId }) => resourceId),
    );
    // None, because another replica has all of them in its hands: it goes on.
    return rows.length > 0;
  });
}
