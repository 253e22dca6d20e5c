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
SELECT "keep_tenants_apart"('schedules');
SELECT "keep_tenants_apart"('scans');
SELECT "keep_tenants_apart"('units');
SELECT "keep_tenants_apart"('coverage');
SELECT "keep_tenants_apart"('account_coverage');
SELECT "keep_tenants_apart"('collected_places');
SELECT "keep_tenants_apart"('resources');
SELECT "keep_tenants_apart"('outbox');
SELECT "keep_tenants_apart"('scan_costs');
SELECT "keep_tenants_apart"('discovered_accounts');
SELECT "keep_tenants_apart"('change_events');
SELECT "keep_tenants_apart"('changed_resources');
-- With its partitions.
SELECT "keep_tenants_apart"(relid) FROM pg_partition_tree('resource_versions');

-- Partitions by month: background work owns nothing, and has the owner make and drop them.
CREATE FUNCTION "make_month_partition"("table" TEXT, "month" TIMESTAMPTZ) RETURNS VOID
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS E'DECLARE
  first CONSTANT TIMESTAMP := date_trunc(''month'', "month" AT TIME ZONE ''UTC'')\x3b
  place CONSTANT TEXT := format(''%I.%I'', current_schema(), "table")\x3b
  rest CONSTANT TEXT := format(''%I.%I'', current_schema(), "table" || ''_default'')\x3b
  part CONSTANT TEXT := format(''%I.%I'', current_schema(), "table" || to_char(first, ''_YYYY_MM''))\x3b
  key NAME\x3b
  bounds TEXT[]\x3b
BEGIN
  IF "table" <> ALL (ARRAY[''resource_versions'']) OR first IS NULL THEN
    RAISE EXCEPTION ''% has no partitions by month'', "table" USING ERRCODE = ''insufficient_privilege''\x3b
  END IF\x3b
  SELECT a.attname INTO STRICT key FROM pg_catalog.pg_partitioned_table t
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = t.partattrs[0] WHERE t.partrelid = place::regclass\x3b
  bounds := ARRAY[(first AT TIME ZONE ''UTC'')::text, ((first + INTERVAL ''1 month'') AT TIME ZONE ''UTC'')::text]\x3b
  EXECUTE format(''CREATE TABLE %s (LIKE %s INCLUDING ALL)'', part, place)\x3b
  PERFORM keep_tenants_apart(part::regclass)\x3b
  EXECUTE format(''LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE'', place)\x3b
  EXECUTE format(''WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) INSERT INTO %5$s SELECT * FROM moved'',
    rest, key, bounds[1], bounds[2], part)\x3b
  EXECUTE format(''ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)'', place, part, bounds[1], bounds[2])\x3b
END';
REVOKE ALL ON FUNCTION "make_month_partition"(TEXT, TIMESTAMPTZ) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "make_month_partition"(TEXT, TIMESTAMPTZ) TO cspmexa_background;
CREATE FUNCTION "drop_month_partition"("table" TEXT, "month" TIMESTAMPTZ) RETURNS VOID
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS E'DECLARE
  first CONSTANT TIMESTAMP := date_trunc(''month'', "month" AT TIME ZONE ''UTC'')\x3b
  place CONSTANT TEXT := format(''%I.%I'', current_schema(), "table")\x3b
  rest CONSTANT TEXT := format(''%I.%I'', current_schema(), "table" || ''_default'')\x3b
  part CONSTANT TEXT := format(''%I.%I'', current_schema(), "table" || to_char(first, ''_YYYY_MM''))\x3b
  key NAME\x3b
  bounds TEXT[]\x3b
BEGIN
  IF "table" <> ALL (ARRAY[''resource_versions'']) OR first IS NULL THEN
    RAISE EXCEPTION ''% has no partitions by month'', "table" USING ERRCODE = ''insufficient_privilege''\x3b
  END IF\x3b
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = place::regclass AND inhrelid = part::regclass) THEN
    RAISE EXCEPTION ''% is no partition of %'', part, place USING ERRCODE = ''undefined_table''\x3b
  END IF\x3b
  EXECUTE format(''DROP TABLE %s'', part)\x3b
END';
REVOKE ALL ON FUNCTION "drop_month_partition"(TEXT, TIMESTAMPTZ) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "drop_month_partition"(TEXT, TIMESTAMPTZ) TO cspmexa_background;
