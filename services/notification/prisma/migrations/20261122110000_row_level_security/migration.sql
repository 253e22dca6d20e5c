-- The database keeps tenants apart by itself: docs/adr/0018-row-level-security.md.

-- The roles that a service acts in. They exist once in a cluster, and whoever applies migrations has usually made them.
DO LANGUAGE plpgsql E'BEGIN
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ''cspmexa_service'') THEN CREATE ROLE cspmexa_service\x3b END IF\x3b
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = ''cspmexa_background'') THEN CREATE ROLE cspmexa_background\x3b END IF\x3b
END';

-- Lets a transaction see and write the rows of its tenant alone, and background work those of all. For new tables and partitions, too.
CREATE FUNCTION "keep_tenants_apart"("table" REGCLASS, "key" NAME DEFAULT 'tenant_id') RETURNS VOID LANGUAGE plpgsql
    AS E'DECLARE
  mine CONSTANT TEXT := ''%2$I = (SELECT nullif(current_setting(''''app.tenant_id'''', true), '''''''')::uuid)''\x3b
BEGIN
  EXECUTE format(''ALTER TABLE %s ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY'', "table")\x3b
  EXECUTE format(''CREATE POLICY "tenant" ON %1$s USING ('' || mine || '') WITH CHECK ('' || mine || '')'', "table", "key")\x3b
  EXECUTE format(''CREATE POLICY "background" ON %s TO cspmexa_background USING (true) WITH CHECK (true)'', "table")\x3b
END';

SELECT "keep_tenants_apart"('alert_rule');
SELECT "keep_tenants_apart"('delivery');
SELECT "keep_tenants_apart"('notice');
SELECT "keep_tenants_apart"('judged_scan');
SELECT "keep_tenants_apart"('account_name');
SELECT "keep_tenants_apart"('outbox');
