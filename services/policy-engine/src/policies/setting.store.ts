/** How policies are set, in the database. */
import type { SqlTransaction } from '@cspmexa/platform';
import { TenantSettings, type SettingRow } from './setting.js';
import type { Catalogue } from './catalogue.js';

/** The account of a tenant's own settings. */
const everyAccount = '00000000-0000-0000-0000-000000000000';

/** What is set for a tenant, for all of its accounts; of one account, or one policy, if it is given. */
export async function policySettings(
  tx: SqlTransaction,
  tenantId: string,
  catalogue: Pick<Catalogue, 'every'>,
  { accountId, policyId }: { accountId?: string; policyId?: string } = {},
): Promise<TenantSettings> {
  const rows = await tx.$queryRawUnsafe<(SettingRow & { accountId: string })[]>(
    `select policy_id as "policyId", account_id as "accountId", enabled, parameters, reason, by, at from policy_settings
     where tenant_id = $1::uuid and ($2::uuid is null or account_id in ($2, $3::uuid)) and ($4::text is null or policy_id = $4)
     order by policy_id, account_id`,
    ...[tenantId, accountId ?? null, everyAccount, policyId ?? null],
  );
  return new TenantSettings(
    rows.map((row) => ({ ...row, accountId: row.accountId === everyAccount ? null : row.accountId })),
    catalogue.every,
  );
}

/** The catalogue as it is set for an account: what judges there, and by which numbers. */
export async function catalogueOf(
  tx: SqlTransaction,
  tenantId: string,
  accountId: string,
  catalogue: Catalogue,
): Promise<Catalogue> {
  const settings = await policySettings(tx, tenantId, catalogue, { accountId });
  return settings.rows.length === 0 ? catalogue : catalogue.as(settings.of(accountId));
}

/** Writes a setting in place of what was set before. */
export const writeSetting = (tx: SqlTransaction, tenantId: string, row: SettingRow): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `insert into policy_settings (tenant_id, policy_id, account_id, enabled, parameters, reason, by, at)
     values ($1::uuid, $2, $3::uuid, $4, $5::jsonb, $6, $7, $8::timestamptz)
     on conflict (tenant_id, policy_id, account_id) do update set enabled = excluded.enabled, parameters = excluded.parameters,
       reason = excluded.reason, by = excluded.by, at = excluded.at`,
    ...[tenantId, row.policyId, row.accountId ?? everyAccount, row.enabled, JSON.stringify(row.parameters)],
    ...[row.reason, row.by, row.at.toISOString()],
  );

/** Takes a setting away. */
export const removeSetting = (
  tx: SqlTransaction,
  tenantId: string,
  { policyId, accountId }: Pick<SettingRow, 'policyId' | 'accountId'>,
): PromiseLike<number> =>
  tx.$executeRawUnsafe(
    `delete from policy_settings where tenant_id = $1::uuid and policy_id = $2 and account_id = $3::uuid`,
    ...[tenantId, policyId, accountId ?? everyAccount],
  );
