-- Accounts, schedules, scans with their units and coverage, the inventory, and the messages of the collector.

-- CreateTable
CREATE TABLE "accounts" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "access_kind" TEXT NOT NULL,
    "role_arn" TEXT,
    "profile" TEXT,
    "external_id" TEXT NOT NULL,
    "endpoint_url" TEXT,
    "services" TEXT[],
    "regions" TEXT[],
    "enabled" BOOLEAN NOT NULL DEFAULT true,
    "sandbox" BOOLEAN NOT NULL DEFAULT false,
    "status" TEXT NOT NULL DEFAULT 'unchecked',
    "status_detail" TEXT,
    "aws_account_id" TEXT,
    "partition" TEXT NOT NULL DEFAULT 'aws',
    "generation" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "accounts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "schedules" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "cron" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL,
    "services" TEXT[],
    "regions" TEXT[],
    "jitter_seconds" INTEGER NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "next_due_at" TIMESTAMPTZ(3),
    "starts_at" TIMESTAMPTZ(3),
    "last_due_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedules_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "scans" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "aws_account_id" TEXT,
    "partition" TEXT,
    "state" TEXT NOT NULL,
    "trigger" TEXT NOT NULL,
    "services" TEXT[],
    "regions" TEXT[],
    "generation" INTEGER NOT NULL,
    "units_total" INTEGER NOT NULL DEFAULT 0,
    "units_done" INTEGER NOT NULL DEFAULT 0,
    "units_failed" INTEGER NOT NULL DEFAULT 0,
    "resources" INTEGER NOT NULL DEFAULT 0,
    "calls" INTEGER NOT NULL DEFAULT 0,
    "retries" INTEGER NOT NULL DEFAULT 0,
    "throttles" INTEGER NOT NULL DEFAULT 0,
    "call_seconds" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "holes" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "planner" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "scans_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "units" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "worker" UUID,
    "lease_until" TIMESTAMPTZ(3),
    "queued_at" TIMESTAMPTZ(3) NOT NULL,
    "resources" INTEGER,
    "failure" TEXT,
    "snapshot_key" TEXT,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "units_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "coverage" (
    "tenant_id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "unit_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "detail" TEXT,
    "resources" TEXT[],

    CONSTRAINT "coverage_pkey" PRIMARY KEY ("tenant_id","scan_id","unit_id","service","region","action","outcome")
);

-- CreateTable
CREATE TABLE "account_coverage" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "unit_service" TEXT NOT NULL,
    "unit_region" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "detail" TEXT,
    "resources" TEXT[],
    "scan_id" UUID NOT NULL,

    CONSTRAINT "account_coverage_pkey" PRIMARY KEY ("tenant_id","account_id","unit_service","unit_region","service","region","action","outcome")
);

-- CreateTable
CREATE TABLE "collected_places" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "generation" INTEGER NOT NULL,
    "collected_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "collected_places_pkey" PRIMARY KEY ("tenant_id","account_id","service","region")
);

-- CreateTable
CREATE TABLE "resources" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "aws_account_id" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "listed_in" TEXT NOT NULL,
    "service" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "arn" TEXT NOT NULL,
    "name" TEXT,
    "tags" JSONB NOT NULL,
    "base" JSONB NOT NULL,
    "facets" JSONB NOT NULL,
    "search_text" TEXT NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "resources_pkey" PRIMARY KEY ("tenant_id","id")
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
CREATE INDEX "accounts_tenant_id_removed_at_id_idx" ON "accounts"("tenant_id", "removed_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_tenant_id_external_id_key" ON "accounts"("tenant_id", "external_id");

-- CreateIndex
CREATE UNIQUE INDEX "accounts_tenant_id_aws_account_id_key" ON "accounts"("tenant_id", "aws_account_id");

-- CreateIndex
CREATE INDEX "schedules_tenant_id_account_id_id_idx" ON "schedules"("tenant_id", "account_id", "id");

-- CreateIndex
CREATE INDEX "schedules_enabled_starts_at_idx" ON "schedules"("enabled", "starts_at");

-- CreateIndex
CREATE INDEX "scans_tenant_id_account_id_id_idx" ON "scans"("tenant_id", "account_id", "id");

-- CreateIndex
CREATE INDEX "scans_state_created_at_idx" ON "scans"("state", "created_at");

-- CreateIndex
CREATE UNIQUE INDEX "scans_tenant_id_account_id_generation_key" ON "scans"("tenant_id", "account_id", "generation");

-- CreateIndex
CREATE INDEX "units_state_lease_until_idx" ON "units"("state", "lease_until");

-- CreateIndex
CREATE INDEX "units_state_queued_at_idx" ON "units"("state", "queued_at");

-- CreateIndex
CREATE INDEX "units_ended_at_idx" ON "units"("ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "units_tenant_id_scan_id_service_region_key" ON "units"("tenant_id", "scan_id", "service", "region");

-- CreateIndex
CREATE INDEX "resources_tenant_id_arn_id_idx" ON "resources"("tenant_id", "arn", "id");

-- CreateIndex
CREATE INDEX "resources_tenant_id_account_id_arn_id_idx" ON "resources"("tenant_id", "account_id", "arn", "id");

-- CreateIndex
CREATE INDEX "resources_tenant_id_kind_arn_id_idx" ON "resources"("tenant_id", "kind", "arn", "id");

-- CreateIndex
CREATE INDEX "resources_tenant_id_region_arn_id_idx" ON "resources"("tenant_id", "region", "arn", "id");

-- CreateIndex
CREATE INDEX "resources_deleted_at_idx" ON "resources"("deleted_at");

-- CreateIndex
CREATE UNIQUE INDEX "resources_tenant_id_account_id_kind_arn_key" ON "resources"("tenant_id", "account_id", "kind", "arn");

-- CreateIndex
CREATE INDEX "outbox_state_due_at_idx" ON "outbox"("state", "due_at");

-- CreateIndex
CREATE INDEX "inbox_handled_at_idx" ON "inbox"("handled_at");


