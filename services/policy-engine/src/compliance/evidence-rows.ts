/** What the statuses of controls rest on, as the database has it. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Counts } from '../tallies/tally.js';

/** An account that is watched, and that the asker may see. */
export interface WatchedAccount {
  readonly id: string;
  readonly awsAccountId: string;
}

/** The accounts that are watched; one of them if it is given. */
export const watchedAccounts = (
  tx: SqlTransaction,
  tenantId: string,
  accountId: string | undefined,
): PromiseLike<WatchedAccount[]> =>
  tx.$queryRawUnsafe(
    `select id, coalesce(aws_account_id, '') as "awsAccountId" from accounts
     where tenant_id = $1::uuid and removed_at is null and ($2::uuid is null or id = $2) order by aws_account_id, id`,
    tenantId,
    accountId ?? null,
  );

/** Verdicts of one policy, or one row of its table, in one account. */
export interface Verdicts extends Counts {
  readonly accountId: string;
  readonly policyId: string;
  readonly discriminator: string;
}

/** Verdicts over the places of each account; of some policies, and of one account, if they are given. */
export async function verdictsIn(
  tx: SqlTransaction,
  tenantId: string,
  { accountId, policyIds }: { accountId?: string | undefined; policyIds?: readonly string[] },
): Promise<Verdicts[]> {
  // A text for each policy: thousands of small rows, or a JSON of them, cost more on their way than to count.
  const rows = await tx.$queryRawUnsafe<{ policy_id: string; discriminator: string; counts: string }[]>(
    `select policy_id, discriminator, string_agg(concat_ws(' ', account_id, pass, fail, unknown), ',') as counts from (
       select account_id, policy_id, discriminator, sum(pass) as pass, sum(fail) as fail, sum(unknown) as unknown from tallies
       where tenant_id = $1::uuid and ($2::uuid is null or account_id = $2) and ($3::text[] is null or policy_id = any($3))
       group by account_id, policy_id, discriminator) as sums
     group by policy_id, discriminator`,
    tenantId,
    accountId ?? null,
    policyIds ?? null,
  );
  return rows.flatMap(({ policy_id: policyId, discriminator, counts }) =>
    counts.split(',').map((text) => {
      const [account = '', pass, fail, unknown] = text.split(' ');
      return {
        accountId: account,
        policyId,
        discriminator,
        pass: Number(pass),
        fail: Number(fail),
        unknown: Number(unknown),
      };
    }),
  );
}

/** Why verdicts of some policies are unknown, the most frequent first. */
export const unknownReasons = (
  tx: SqlTransaction,
  tenantId: string,
  { accountId, policyIds }: { accountId?: string | undefined; policyIds: readonly string[] },
): PromiseLike<{ reason: string; action: string; count: number }[]> =>
  tx.$queryRawUnsafe(
    `select sample->>'reason' as reason, sample->>'action' as action, sum((sample->>'count')::int)::int as count
     from tallies, jsonb_array_elements(reasons) as sample
     where tenant_id = $1::uuid and policy_id = any($2::text[]) and ($3::uuid is null or account_id = $3) and unknown > 0
       and account_id in (select id from accounts where tenant_id = $1::uuid and removed_at is null)
     group by 1, 2 order by 3 desc, 1, 2 limit 20`,
    tenantId,
    policyIds,
    accountId ?? null,
  );
