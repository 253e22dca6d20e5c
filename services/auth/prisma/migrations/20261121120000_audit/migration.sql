-- The audit trail, and samples of how much is stored.

-- CreateTable
CREATE TABLE "audit_entries" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "target" TEXT NOT NULL,
    "detail" JSONB NOT NULL,
    "trace_id" TEXT,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "storage_samples" (
    "name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_samples_pkey" PRIMARY KEY ("name","day")
);

-- What is in the trail stays as it was written. The body is an escaped text because the schema engine that compares migrations
-- cuts at every semicolon, which is written as \x3b here.
CREATE FUNCTION "refuse_audit_change"() RETURNS trigger LANGUAGE plpgsql
    AS E'BEGIN RAISE EXCEPTION ''audit_entries is append-only'' USING ERRCODE = ''insufficient_privilege''\x3b END';

CREATE TRIGGER "audit_entries_append_only" BEFORE UPDATE OR DELETE OR TRUNCATE ON "audit_entries"
    FOR EACH STATEMENT EXECUTE FUNCTION "refuse_audit_change"();
