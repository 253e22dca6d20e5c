/** The functions by which background work, which owns nothing, has partitions made and dropped. */
import { bodyOf } from '../database/row-level-security.js';
import { databaseRoles } from '../database/roles.js';

/** Names are put together here alone, and with their schema: a temporary table of the caller is never meant. */
const start = (tables: readonly string[]): string => `DECLARE
  first CONSTANT TIMESTAMP := date_trunc('month', "month" AT TIME ZONE 'UTC');
  place CONSTANT TEXT := format('%I.%I', current_schema(), "table");
  rest CONSTANT TEXT := format('%I.%I', current_schema(), "table" || '_default');
  part CONSTANT TEXT := format('%I.%I', current_schema(), "table" || to_char(first, '_YYYY_MM'));
  key NAME;
  bounds TEXT[];
BEGIN
  IF "table" <> ALL (ARRAY[${tables.map((table) => `'${table}'`).join(', ')}]) OR first IS NULL THEN
    RAISE EXCEPTION '% has no partitions by month', "table" USING ERRCODE = 'insufficient_privilege';
  END IF;`;

const make = (tables: readonly string[]): string => `${start(tables)}
  SELECT a.attname INTO STRICT key FROM pg_catalog.pg_partitioned_table t
    JOIN pg_catalog.pg_attribute a ON a.attrelid = t.partrelid AND a.attnum = t.partattrs[0] WHERE t.partrelid = place::regclass;
  bounds := ARRAY[(first AT TIME ZONE 'UTC')::text, ((first + INTERVAL '1 month') AT TIME ZONE 'UTC')::text];
  EXECUTE format('CREATE TABLE %s (LIKE %s INCLUDING ALL)', part, place);
  PERFORM keep_tenants_apart(part::regclass);
  EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', place);
  EXECUTE format('WITH moved AS (DELETE FROM %1$s WHERE %2$I >= %3$L AND %2$I < %4$L RETURNING *) INSERT INTO %5$s SELECT * FROM moved',
    rest, key, bounds[1], bounds[2], part);
  EXECUTE format('ALTER TABLE %s ATTACH PARTITION %s FOR VALUES FROM (%L) TO (%L)', place, part, bounds[1], bounds[2]);
END`;

const drop = (tables: readonly string[]): string => `${start(tables)}
  IF NOT EXISTS (SELECT FROM pg_catalog.pg_inherits WHERE inhparent = place::regclass AND inhrelid = part::regclass) THEN
    RAISE EXCEPTION '% is no partition of %', part, place USING ERRCODE = 'undefined_table';
  END IF;
  EXECUTE format('DROP TABLE %s', part);
END`;

const definer = (
  name: string,
  body: string,
): string => `CREATE FUNCTION "${name}"("table" TEXT, "month" TIMESTAMPTZ) RETURNS VOID
    LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT
    AS ${bodyOf(body)};
REVOKE ALL ON FUNCTION "${name}"(TEXT, TIMESTAMPTZ) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "${name}"(TEXT, TIMESTAMPTZ) TO ${databaseRoles.background};
`;

/**
 * For a migration, after `rowLevelSecuritySql`: partitions of these tables are made and dropped by functions of the owner. A partition is made as
 * a table of its own that is attached then: unlike `create table … partition of`, that does not keep readers from the parent, and rows of the
 * month that the default partition holds move with it. The parent is locked first: a writer that waited for the default partition alone would
 * find that its row no longer belongs there.
 */
export const monthPartitionsSql = (tables: readonly string[]): string =>
  `-- Partitions by month: background work owns nothing, and has the owner make and drop them.
${definer('make_month_partition', make(tables))}${definer('drop_month_partition', drop(tables))}`;
