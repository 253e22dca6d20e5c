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

SELECT "keep_tenants_apart"('accounts');
SELECT "keep_tenants_apart"('judged_places');
SELECT "keep_tenants_apart"('judged_scans');
SELECT "keep_tenants_apart"('judged_parts');
SELECT "keep_tenants_apart"('findings');
SELECT "keep_tenants_apart"('finding_history');
SELECT "keep_tenants_apart"('tallies');
SELECT "keep_tenants_apart"('outbox');
SELECT "keep_tenants_apart"('judged_resources');

-- Search by the trigram index. A condition that might tell of what it is asked about, as LIKE might, is not asked before the database has
-- decided which rows may be seen, and then it cannot choose them by an index: a function of the owner does, in the tenant of the transaction.
CREATE FUNCTION "findings_with_text"("pattern" TEXT, "most" INTEGER) RETURNS SETOF UUID
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
    AS E'BEGIN
  RETURN QUERY EXECUTE format(''SELECT id FROM %I.findings WHERE tenant_id = $1 AND search_text LIKE $2 LIMIT $3'', current_schema())
    USING nullif(current_setting(''app.tenant_id'', true), '''')::uuid, "pattern", "most"\x3b
END';
REVOKE ALL ON FUNCTION "findings_with_text"(TEXT, INTEGER) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "findings_with_text"(TEXT, INTEGER) TO cspmexa_service, cspmexa_background;
