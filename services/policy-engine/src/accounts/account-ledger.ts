/** What the engine remembers of accounts: whether they are still watched, and up to which scan each place was judged. */
import type { SqlTransaction } from '@cspmexa/platform';
import type { Stage } from '../policies/catalogue.js';

/** A place of an account, as a unit looks at it. */
export interface UnitPlace {
  readonly service: string;
  readonly region: string;
}

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
  for (const table of ['judged_places', 'tallies'])
    await tx.$executeRawUnsafe(
      `delete from ${table} where tenant_id = $1::uuid and account_id = $2::uuid`,
      tenantId,
      account.accountId,
    );
}

/**
 * Claims places for a generation and holds them until the transaction ends. Returns those that no newer generation has judged:
 * a late result changes nothing. The rule is `isLate`. A result without a generation counts as the newest.
 */
export async function claimPlaces<P extends UnitPlace>(
  tx: SqlTransaction,
  tenantId: string,
  { accountId, stage, generation }: { accountId: string; stage: Stage; generation: number | undefined },
  places: readonly P[],
  at: Date,
): Promise<P[]> {
  // In one order, so that two transactions never wait for each other.
  const keys = [...new Set(places.map(({ service, region }) => `${service}\0${region}`))].sort();
  const claimed = await tx.$queryRawUnsafe<UnitPlace[]>(
    `insert into judged_places as j (tenant_id, account_id, service, region, stage, generation, judged_at)
     select $1::uuid, $2::uuid, service, region, $5, coalesce($6::int, 0), $7::timestamptz
     from unnest($3::text[], $4::text[]) as n(service, region)
     on conflict (tenant_id, account_id, service, region, stage) do update
       set generation = greatest(j.generation, excluded.generation), judged_at = excluded.judged_at
       where $6::int is null or j.generation <= excluded.generation
     returning service, region`,
    tenantId,
    accountId,
    keys.map((key) => key.split('\0')[0] ?? ''),
    keys.map((key) => key.split('\0')[1] ?? ''),
    stage,
    generation ?? null,
    at.toISOString(),
  );
  const mine = new Set(claimed.map(({ service, region }) => `${service}\0${region}`));
  return places.filter(({ service, region }) => mine.has(`${service}\0${region}`));
}

/** The places of an account that were judged before, and by which generation. */
export async function judgedPlaces(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  stage: Stage,
): Promise<(UnitPlace & { generation: number })[]> {
  return tx.$queryRawUnsafe(
    `select service, region, generation from judged_places where tenant_id = $1::uuid and account_id = $2::uuid and stage = $3`,
    tenantId,
    accountId,
    stage,
  );
}
