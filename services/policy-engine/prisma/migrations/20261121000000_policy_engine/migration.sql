-- Findings with their history and exceptions, tallies of verdicts, what was judged up to which generation, and messages.

-- CreateTable
CREATE TABLE "accounts" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "aws_account_id" TEXT,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "judged_places" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "judged_places_pkey" PRIMARY KEY ("tenant_id","account_id","service","region","stage")
);

-- CreateTable
CREATE TABLE "judged_scans" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "unit_ids" UUID[],
    "collected" BOOLEAN NOT NULL DEFAULT false,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "judged_scans_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "judged_parts" (
    "tenant_id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "part_id" UUID NOT NULL,
    "pass" INTEGER NOT NULL,
    "fail" INTEGER NOT NULL,
    "unknown" INTEGER NOT NULL,
    "opened" INTEGER NOT NULL,
    "resolved" INTEGER NOT NULL,
    "reopened" INTEGER NOT NULL,
    "changed" INTEGER NOT NULL,

    CONSTRAINT "judged_parts_pkey" PRIMARY KEY ("tenant_id","scan_id","part_id")
);

-- CreateTable
CREATE TABLE "findings" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "fingerprint" BYTEA NOT NULL,
    "policy_id" TEXT NOT NULL,
    "discriminator" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "reopened" BOOLEAN NOT NULL DEFAULT false,
    "resolution" TEXT,
    "account_id" UUID NOT NULL,
    "aws_account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "listed_in" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "resource_kind" TEXT NOT NULL,
    "resource_arn" TEXT NOT NULL,
    "resource_name" TEXT,
    "title" JSONB NOT NULL,
    "reason" JSONB NOT NULL,
    "conditions" JSONB NOT NULL,
    "subject" JSONB NOT NULL,
    "search_text" TEXT NOT NULL,
    "evidence_hash" BYTEA NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "exception" JSONB,
    "exception_until" TIMESTAMPTZ(3),
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "open_since" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "resolved_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "findings_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "finding_history" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "finding_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "account_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "change" TEXT NOT NULL,
    "open_delta" SMALLINT NOT NULL,
    "scan_id" UUID,
    "actor" TEXT,
    "severity" SMALLINT NOT NULL,
    "reason" JSONB,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "finding_history_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "tallies" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "policy_id" TEXT NOT NULL,
    "discriminator" TEXT NOT NULL,
    "severity" SMALLINT NOT NULL,
    "pass" INTEGER NOT NULL,
    "fail" INTEGER NOT NULL,
    "unknown" INTEGER NOT NULL,
    "reasons" JSONB NOT NULL,

    CONSTRAINT "tallies_pkey" PRIMARY KEY ("tenant_id","account_id","service","region","policy_id","discriminator")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" UUID NOT NULL,
    "tenant_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "traceparent" TEXT NOT NULL,
    "generation" INTEGER,
    "data" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "due_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "claimed_by" UUID,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "pending" JSONB,
    "dead" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer","message_id")
);

-- CreateIndex
CREATE INDEX "findings_tenant_id_severity_id_idx" ON "findings"("tenant_id", "severity", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_opened_at_id_idx" ON "findings"("tenant_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_changed_at_id_idx" ON "findings"("tenant_id", "changed_at", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_status_severity_id_idx" ON "findings"("tenant_id", "status", "severity", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_status_opened_at_id_idx" ON "findings"("tenant_id", "status", "opened_at", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_status_changed_at_id_idx" ON "findings"("tenant_id", "status", "changed_at", "id");

-- CreateIndex
CREATE INDEX "findings_tenant_id_status_account_id_service_severity_idx" ON "findings"("tenant_id", "status", "account_id", "service", "severity");

-- CreateIndex
CREATE INDEX "findings_tenant_id_account_id_listed_in_resource_kind_statu_idx" ON "findings"("tenant_id", "account_id", "listed_in", "resource_kind", "status");

-- CreateIndex
CREATE INDEX "findings_tenant_id_policy_id_status_idx" ON "findings"("tenant_id", "policy_id", "status");

-- CreateIndex
CREATE INDEX "findings_resource_arn_idx" ON "findings" USING HASH ("resource_arn");

-- CreateIndex
CREATE INDEX "findings_tenant_id_resolved_at_idx" ON "findings"("tenant_id", "resolved_at");

-- CreateIndex
CREATE INDEX "findings_exception_until_idx" ON "findings"("exception_until");

-- CreateIndex
CREATE UNIQUE INDEX "findings_tenant_id_fingerprint_key" ON "findings"("tenant_id", "fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "finding_history_tenant_id_finding_id_version_key" ON "finding_history"("tenant_id", "finding_id", "version");

-- CreateIndex
CREATE INDEX "finding_history_tenant_id_at_change_open_delta_account_id_idx" ON "finding_history"("tenant_id", "at", "change", "open_delta", "account_id");

-- CreateIndex
CREATE INDEX "tallies_tenant_id_policy_id_idx" ON "tallies"("tenant_id", "policy_id");

-- CreateIndex
CREATE INDEX "outbox_state_due_at_idx" ON "outbox"("state", "due_at");

-- CreateIndex
CREATE INDEX "inbox_handled_at_idx" ON "inbox"("handled_at");

-- Search looks for parts of words: a trigram index makes that cheap where the extension may be installed. Without it a search reads
-- the tenant's findings in the order of the list and stops at the end of the page.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;
  CREATE INDEX "findings_search_text_idx" ON "findings" USING GIN ("search_text" public.gin_trgm_ops);
EXCEPTION WHEN OTHERS THEN
  RAISE NOTICE 'No trigram index on findings: %', SQLERRM;
END
$$;
