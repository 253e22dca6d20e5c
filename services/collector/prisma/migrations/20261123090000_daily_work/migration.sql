-- Labels and owners of accounts, and what resources have to do with one another.
ALTER TABLE "accounts" ADD COLUMN "tags" JSONB NOT NULL DEFAULT '{}', ADD COLUMN "owners" TEXT[] DEFAULT ARRAY[]::TEXT[];
ALTER TABLE "resources" ADD COLUMN "related" INTEGER NOT NULL DEFAULT 0;

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
CREATE INDEX "relations_tenant_id_account_id_idx" ON "relations"("tenant_id", "account_id");
CREATE INDEX "relations_ref_idx" ON "relations" USING HASH ("ref");

SELECT "keep_tenants_apart"('relations');
SELECT "limit_to_accounts"('relations', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
