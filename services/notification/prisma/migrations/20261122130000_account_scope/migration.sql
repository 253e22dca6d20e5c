-- A member may be limited to some accounts: the database shows them no others. docs/adr/0018-row-level-security.md

-- The accounts that the person who asks may see. Null means every account.
CREATE FUNCTION "my_accounts"() RETURNS UUID[] LANGUAGE sql STABLE PARALLEL SAFE
    RETURN string_to_array(nullif(current_setting('app.account_ids', true), ''), ',')::uuid[];

-- Shows whoever may see some accounts only the rows for which a condition holds. Background work is not held back.
CREATE FUNCTION "limit_to_accounts"("table" REGCLASS, "shown" TEXT) RETURNS VOID LANGUAGE plpgsql
    AS E'BEGIN
  EXECUTE format(''CREATE POLICY "accounts" ON %1$s AS RESTRICTIVE TO cspmexa_service USING (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END) WITH CHECK (CASE WHEN (SELECT my_accounts()) IS NULL THEN true ELSE %2$s END)'', "table", "shown")\x3b
END';

SELECT "limit_to_accounts"('account_name', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
-- A rule about every account tells of others, too.
SELECT "limit_to_accounts"('alert_rule', 'account_ids <> ''{}'' AND account_ids <@ (SELECT my_accounts())');
-- A mail may tell of several accounts.
SELECT "limit_to_accounts"('delivery', 'false');
SELECT "limit_to_accounts"('notice', 'false');
