-- Labels and owners of accounts, and what resources have to do with one another.
ALTER TABLE "accounts" ADD COLUMN "tags" JSONB NOT NULL DEFAULT '{}', ADD COLUMN "owners" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "resources" ADD COLUMN "related" INTEGER NOT NULL DEFAULT 0, ADD COLUMN "has_unknown" BOOLEAN NOT NULL DEFAULT false;
CREATE INDEX "resources_related_idx" ON "resources"("related");
CREATE INDEX "resources_tenant_id_service_arn_id_idx" ON "resources"("tenant_id", "service", "arn", "id");
-- Few rows each, which a list in the order of ARNs would otherwise look for among all.
CREATE INDEX "resources_deleted_idx" ON "resources"("tenant_id", "arn", "id") WHERE "deleted_at" IS NOT NULL;
CREATE INDEX "resources_unknown_idx" ON "resources"("tenant_id", "arn", "id") WHERE "has_unknown" AND "deleted_at" IS NULL;
-- Counts for menus are read from it alone.
CREATE INDEX "resources_facets_idx" ON "resources"("tenant_id", "kind", "service", "region", "account_id") WHERE "deleted_at" IS NULL;
CREATE INDEX "resources_tags_idx" ON "resources" USING GIN ("tags");

-- Search for a part of a name, ARN or tag: a trigram index makes that cheap where the extension may be installed.
DO LANGUAGE plpgsql E'BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public\x3b
  CREATE INDEX "resources_search_text_idx" ON "resources" USING GIN ("search_text" public.gin_trgm_ops)\x3b
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE ''No trigram index on resources: %'', SQLERRM\x3b
END';

-- Row-level security keeps these indexes from those whom it holds back: the operators might tell of rows that they may not see. The owner
-- looks them up, for the tenant that asks, and gives ids alone.
CREATE FUNCTION "resources_with_text"("pattern" TEXT, "most" INTEGER) RETURNS SETOF UUID
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
    AS E'BEGIN
  RETURN QUERY EXECUTE format(''SELECT id FROM %I.resources WHERE tenant_id = $1 AND search_text LIKE $2 LIMIT $3'', current_schema())
    USING nullif(current_setting(''app.tenant_id'', true), '''')::uuid, "pattern", "most"\x3b
END';
CREATE FUNCTION "resources_with_tag"("key" TEXT, "value" TEXT, "most" INTEGER) RETURNS SETOF UUID
    LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path FROM CURRENT
    AS E'BEGIN
  IF "value" IS NULL THEN
    RETURN QUERY EXECUTE format(''SELECT id FROM %I.resources WHERE tenant_id = $1 AND tags ? $2 LIMIT $3'', current_schema())
      USING nullif(current_setting(''app.tenant_id'', true), '''')::uuid, "key", "most"\x3b
  ELSE
    RETURN QUERY EXECUTE format(''SELECT id FROM %I.resources WHERE tenant_id = $1 AND tags @> jsonb_build_object($2, $3) LIMIT $4'', current_schema())
      USING nullif(current_setting(''app.tenant_id'', true), '''')::uuid, "key", "value", "most"\x3b
  END IF\x3b
END';
REVOKE ALL ON FUNCTION "resources_with_text"(TEXT, INTEGER), "resources_with_tag"(TEXT, TEXT, INTEGER) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION "resources_with_text"(TEXT, INTEGER), "resources_with_tag"(TEXT, TEXT, INTEGER) TO cspmexa_service, cspmexa_background;

CREATE TABLE "relations" (
  "tenant_id" UUID NOT NULL,
  "account_id" UUID NOT NULL,
  "resource_id" UUID NOT NULL,
  "relation" TEXT NOT NULL,
  "kind" TEXT,
  "ref" TEXT NOT NULL,
  "detail" TEXT,
  "hash" BYTEA NOT NULL,
  CONSTRAINT "relations_pkey" PRIMARY KEY ("tenant_id", "resource_id", "hash")
);
CREATE INDEX "relations_tenant_id_ref_idx" ON "relations"("tenant_id", "ref");

SELECT "keep_tenants_apart"('relations');
SELECT "limit_to_accounts"('relations', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
