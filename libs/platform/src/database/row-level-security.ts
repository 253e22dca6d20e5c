/** The SQL by which the database itself keeps tenants apart: each service has it in a migration. */
import { databaseRoles } from './roles.js';

/** A body as an escaped text: the schema engine that compares migrations cuts them at every semicolon, which is written as \x3b. */
export const bodyOf = (plain: string): string =>
  `E'${plain.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll(';', '\\x3b')}'`;

const makeRoles = Object.values(databaseRoles)
  .map(
    (role) =>
      `  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = '${role}') THEN CREATE ROLE ${role}; END IF;`,
  )
  .join('\n');

// Nothing set, or nothing left of it, is no tenant: then no row is seen. The sub-select is read once for each statement.
const keepApart = `DECLARE
  mine CONSTANT TEXT := '%2$I = (SELECT nullif(current_setting(''app.tenant_id'', true), '''')::uuid)';
BEGIN
  EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY', "table");
  EXECUTE format('CREATE POLICY "tenant" ON %1$s USING (' || mine || ') WITH CHECK (' || mine || ')', "table", "key");
  EXECUTE format('CREATE POLICY "background" ON %s TO ${databaseRoles.background} USING (true) WITH CHECK (true)', "table");
END`;

// Restrictive: it narrows what the policy of the tenant lets through.
const limitToAccounts = `BEGIN
  EXECUTE format('CREATE POLICY "accounts" ON %1$s AS RESTRICTIVE TO ${databaseRoles.service} USING (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END) WITH CHECK (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END)', "table", "shown");
END`;

/** For a file prisma/migrations/<n>_row_level_security/migration.sql; then comes `SELECT "keep_tenants_apart"('accounts');` for each table. */
export const rowLevelSecuritySql = `-- The roles that a service acts in. They exist once in a cluster, and whoever applies migrations has usually made them.
DO LANGUAGE plpgsql ${bodyOf(`BEGIN\n${makeRoles}\nEND`)};

-- Lets a transaction see and write the rows of its tenant alone, and background work those of all. For new tables and partitions, too.
CREATE FUNCTION "keep_tenants_apart"("table" REGCLASS, "key" NAME DEFAULT 'tenant_id') RETURNS VOID LANGUAGE plpgsql
    AS ${bodyOf(keepApart)};
`;

/** For a file prisma/migrations/<n>_account_scope/migration.sql; then comes a line for each table that tells of accounts. */
export const accountScopeSql = `-- The accounts that the person who asks may see. Null means every account.
CREATE FUNCTION "my_accounts"() RETURNS UUID[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(nullif(current_setting('app.account_ids', true), ''), ',')::uuid[];

-- Shows whoever may see some accounts only the rows for which a condition holds. Background work is not held back.
CREATE FUNCTION "limit_to_accounts"("table" REGCLASS, "shown" TEXT) RETURNS VOID LANGUAGE plpgsql
    AS ${bodyOf(limitToAccounts)};
`;
