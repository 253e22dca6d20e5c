/** What the engine remembers of accounts: whether they are still watched. */
import type { SqlTransaction } from '@cspmexa/platform';
import { storableText } from '../findings/storable.js';

/** Notes that an account exists, and holds it until the transaction ends. False when it was removed. */
export async function holdAccount(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  awsAccountId: string | null,
): Promise<boolean> {
  await tx.$executeRawUnsafe(
    `insert into accounts as a (tenant_id, id, aws_account_id) values ($1::uuid, $2::uuid, $3)
     on conflict (tenant_id, id) do update set aws_account_id = excluded.aws_account_id
       where a.aws_account_id is null and excluded.aws_account_id is not null`,
    tenantId,
    accountId,
    awsAccountId,
  );
  const [account] = await tx.$queryRawUnsafe<{ removed: boolean }[]>(
    `select removed_at is not null as removed from accounts where tenant_id = $1::uuid and id = $2::uuid for share`,
    tenantId,
    accountId,
  );
  return account?.removed === false;
}

/** Notes what an account is called, unless that is known from later on. */
export async function noteName(
  tx: SqlTransaction,
  tenantId: string,
  { accountId, name, awsAccountId }: { accountId: string; name: string; awsAccountId: string | null },
  at: Date,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into accounts as a (tenant_id, id, aws_account_id, name, name_key, named_at)
     values ($1::uuid, $2::uuid, $3, $4, $5, $6::timestamptz)
     on conflict (tenant_id, id) do update set name = excluded.name, name_key = excluded.name_key, named_at = excluded.named_at,
       aws_account_id = coalesce(a.aws_account_id, excluded.aws_account_id)
       where a.named_at is null or a.named_at <= excluded.named_at`,
    tenantId,
    accountId,
    awsAccountId,
    storableText(name),
    storableText(name).toLowerCase(),
    at.toISOString(),
  );
}

/** Notes that an account was removed. Waits for what is being judged of it. */
export async function markRemoved(
  tx: SqlTransaction,
  tenantId: string,
  account: { accountId: string; awsAccountId: string | null },
  at: Date,
): Promise<void> {
  await tx.$executeRawUnsafe(
    `insert into accounts (tenant_id, id, aws_account_id, removed_at) values ($1::uuid, $2::uuid, $3, $4::timestamptz)
     on conflict (tenant_id, id) do update set removed_at = coalesce(accounts.removed_at, excluded.removed_at)`,
    tenantId,
    account.accountId,
    account.awsAccountId,
    at.toISOString(),
  );
  for (const table of ['judged_places', 'judged_resources', 'tallies', 'policy_settings'])
    await tx.$executeRawUnsafe(
      `delete from ${table} where tenant_id = $1::uuid and account_id = $2::uuid`,
      tenantId,
      account.accountId,
    );
}

/** Holds an account alone until the transaction ends: waits for what is being judged of it. False when it is not there, or was removed. */
export async function holdAccountAlone(tx: SqlTransaction, tenantId: string, accountId: string): Promise<boolean> {
  const [account] = await tx.$queryRawUnsafe<{ removed: boolean }[]>(
    `select removed_at is not null as removed from accounts where tenant_id = $1::uuid and id = $2::uuid for update`,
    tenantId,
    accountId,
  );
  return account?.removed === false;
}
