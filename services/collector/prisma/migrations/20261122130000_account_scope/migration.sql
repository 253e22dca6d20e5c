-- A member may be limited to some accounts: the database shows them no others. docs/adr/0018-row-level-security.md

-- The accounts that the person who asks may see. Null means every account.
CREATE FUNCTION "my_accounts"() RETURNS UUID[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(nullif(current_setting('app.account_ids', true), ''), ',')::uuid[];

-- Shows whoever may see some accounts only the rows for which a condition holds. Background work is not held back.
CREATE FUNCTION "limit_to_accounts"("table" REGCLASS, "shown" TEXT) RETURNS VOID LANGUAGE plpgsql
    AS E'BEGIN
  EXECUTE format(''CREATE POLICY "accounts" ON %1$s AS RESTRICTIVE TO cspmexa_service USING (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END) WITH CHECK (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END)'', "table", "shown")\x3b
END';

SELECT "limit_to_accounts"('accounts', 'id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('schedules', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('scans', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('units', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('account_coverage', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('collected_places', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('resources', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('change_events', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('changed_resources', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('coverage', 'EXISTS (SELECT FROM scans p WHERE p.tenant_id = coverage.tenant_id AND p.id = coverage.scan_id)');
SELECT "limit_to_accounts"('scan_costs', 'EXISTS (SELECT FROM scans p WHERE p.tenant_id = scan_costs.tenant_id AND p.id = scan_costs.scan_id)');
SELECT "limit_to_accounts"('resource_versions', 'EXISTS (SELECT FROM resources p WHERE p.tenant_id = resource_versions.tenant_id AND p.id = resource_versions.resource_id)');
-- Accounts that are not connected are nobody's yet.
SELECT "limit_to_accounts"('discovered_accounts', 'false');
