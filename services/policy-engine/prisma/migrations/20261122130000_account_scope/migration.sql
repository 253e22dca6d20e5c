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
SELECT "limit_to_accounts"('judged_places', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('judged_resources', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('judged_scans', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('findings', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('finding_history', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('tallies', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('judged_parts', 'EXISTS (SELECT FROM judged_scans p WHERE p.tenant_id = judged_parts.tenant_id AND p.id = judged_parts.scan_id)');
