/** Sums over the tallies of a tenant. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Counts } from './tally.js';

/** Verdicts by policy. */
export async function countsByPolicy(tx: SqlTransaction, tenantId: string): Promise<ReadonlyMap<string, Counts>> {
  const rows = await tx.$queryRawUnsafe<(Counts & { policy_id: string })[]>(
    `select policy_id, sum(pass)::int as pass, sum(fail)::int as fail, sum(unknown)::int as unknown from tallies
     where tenant_id = $1::uuid group by policy_id`,
    tenantId,
  );
  return new Map(rows.map(({ policy_id, pass, fail, unknown }) => [policy_id, { pass, fail, unknown }]));
}

/** Verdicts of one policy by account. */
export async function countsByAccount(
  tx: SqlTransaction,
  tenantId: string,
  policyId: string,
): Promise<ReadonlyMap<string, Counts>> {
  const rows = await tx.$queryRawUnsafe<(Counts & { account_id: string })[]>(
    `select account_id, sum(pass)::int as pass, sum(fail)::int as fail, sum(unknown)::int as unknown from tallies
     where tenant_id = $1::uuid and policy_id = $2 group by account_id`,
    tenantId,
    policyId,
  );
  return new Map(rows.map(({ account_id, pass, fail, unknown }) => [account_id, { pass, fail, unknown }]));
}

/** How many resources each of some policies was judged for, known verdicts alone. Each row of a table is judged for all of them. */
export async function judgedByPolicy(
  tx: SqlTransaction,
  tenantId: string,
  policyIds: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const rows = await tx.$queryRawUnsafe<{ policy_id: string; judged: number }[]>(
    `select policy_id, max(judged)::int as judged from (
       select policy_id, discriminator, sum(pass + fail) as judged from tallies
       where tenant_id = $1::uuid and policy_id = any($2::text[]) group by policy_id, discriminator) as by_row
     group by policy_id`,
    tenantId,
    policyIds,
  );
  return new Map(rows.map(({ policy_id, judged }) => [policy_id, judged]));
}

/** Verdicts by the rank of their severity, 4 critical … 0 info; of one account if it is given. */
export const countsBySeverity = (
  tx: SqlTransaction,
  tenantId: string,
  accountId: string | undefined,
): PromiseLike<(Counts & { severity: number })[]> =>
  tx.$queryRawUnsafe(
    `select severity, sum(pass)::int as pass, sum(fail)::int as fail, sum(unknown)::int as unknown from tallies
     where tenant_id = $1::uuid and ($2::uuid is null or account_id = $2) group by severity`,
    tenantId,
    accountId ?? null,
  );

/** Unknown verdicts of each account that is watched; of one if it is given. */
export const unknownByAccount = (
  tx: SqlTransaction,
  tenantId: string,
  accountId: string | undefined,
): PromiseLike<{ id: string; aws_account_id: string | null; unknown: number }[]> =>
  tx.$queryRawUnsafe(
    `select a.id, a.aws_account_id, coalesce(sum(t.unknown), 0)::int as unknown
     from accounts a left join tallies t on t.tenant_id = a.tenant_id and t.account_id = a.id
     where a.tenant_id = $1::uuid and a.removed_at is null and ($2::uuid is null or a.id = $2) group by a.id, a.aws_account_id
     order by a.id`,
    tenantId,
    accountId ?? null,
  );
