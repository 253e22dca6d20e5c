-- Scans that are cancelled, resumed, limited and caused, and costs, budgets, versions of resources, discovery, changes, and what is stored.

-- AlterTable
ALTER TABLE "account_coverage" ADD COLUMN     "denied_by" TEXT;

-- AlterTable
ALTER TABLE "accounts" ADD COLUMN     "budget_percent" INTEGER,
ADD COLUMN     "discovered_at" TIMESTAMPTZ(3),
ADD COLUMN     "via_account_id" UUID;

-- AlterTable
ALTER TABLE "coverage" ADD COLUMN     "denied_by" TEXT;

-- AlterTable
ALTER TABLE "resources" ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 0;

-- AlterTable
ALTER TABLE "scans" ADD COLUMN     "causes" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "due_at" TIMESTAMPTZ(3),
ADD COLUMN     "schedule_id" UUID,
ADD COLUMN     "severities" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "targets" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "urgent" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "schedules" ADD COLUMN     "blackouts" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "last_outcome" TEXT,
ADD COLUMN     "last_scan_id" UUID,
ADD COLUMN     "missed" TEXT NOT NULL DEFAULT 'run',
ADD COLUMN     "severities" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- AlterTable
ALTER TABLE "units" ADD COLUMN     "urgent" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "scan_costs" (
    "tenant_id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "calls" INTEGER NOT NULL,
    "retries" INTEGER NOT NULL,
    "throttles" INTEGER NOT NULL,
    "seconds" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "scan_costs_pkey" PRIMARY KEY ("tenant_id","scan_id","service","region","action")
);

-- CreateTable
CREATE TABLE "call_buckets" (
    "account" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "call_buckets_pkey" PRIMARY KEY ("account","region","action")
);

-- CreateTable
CREATE TABLE "resource_versions" (
    "tenant_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "scan_id" UUID,
    "state" TEXT NOT NULL,
    "content_hash" BYTEA NOT NULL,
    "changes" JSONB NOT NULL,
    "cause" JSONB,

    CONSTRAINT "resource_versions_pkey" PRIMARY KEY ("tenant_id","resource_id","at","id")
) PARTITION BY RANGE ("at");

-- What comes before its month has a partition of its own is not refused.
CREATE TABLE "resource_versions_default" PARTITION OF "resource_versions" DEFAULT;

-- CreateTable
CREATE TABLE "discovered_accounts" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "aws_account_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "email" TEXT,
    "path" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "ignored" BOOLEAN NOT NULL DEFAULT false,
    "found_through" UUID NOT NULL,
    "first_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "discovered_accounts_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "change_events" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "event_id" TEXT NOT NULL,
    "received_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "change_events_pkey" PRIMARY KEY ("tenant_id","account_id","event_id")
);

-- CreateTable
CREATE TABLE "changed_resources" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "resource_arn" TEXT NOT NULL,
    "event_id" TEXT NOT NULL,
    "event_name" TEXT NOT NULL,
    "actor" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "changed_resources_pkey" PRIMARY KEY ("tenant_id","account_id","resource_arn")
);

-- CreateTable
CREATE TABLE "storage_samples" (
    "name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_samples_pkey" PRIMARY KEY ("name","day")
);

-- CreateIndex
CREATE INDEX "call_buckets_updated_at_idx" ON "call_buckets"("updated_at");

-- CreateIndex
CREATE UNIQUE INDEX "discovered_accounts_tenant_id_aws_account_id_key" ON "discovered_accounts"("tenant_id", "aws_account_id");

-- CreateIndex
CREATE INDEX "change_events_received_at_idx" ON "change_events"("received_at");

-- CreateIndex
CREATE INDEX "changed_resources_due_at_idx" ON "changed_resources"("due_at");

-- CreateIndex
CREATE INDEX "accounts_aws_account_id_idx" ON "accounts"("aws_account_id");

-- CreateIndex
CREATE INDEX "accounts_discovered_at_idx" ON "accounts"("discovered_at");

-- CreateIndex
CREATE INDEX "scans_tenant_id_state_idx" ON "scans"("tenant_id", "state");

-- CreateIndex
CREATE INDEX "scans_ended_at_idx" ON "scans"("ended_at");

-- CreateIndex
CREATE UNIQUE INDEX "scans_tenant_id_schedule_id_due_at_key" ON "scans"("tenant_id", "schedule_id", "due_at");

-- DropIndex
DROP INDEX "scans_state_created_at_idx";

-- CreateIndex
CREATE INDEX "scans_state_urgent_tenant_id_created_at_idx" ON "scans"("state", "urgent", "tenant_id", "created_at");

-- CreateIndex
CREATE INDEX "units_state_urgent_tenant_id_queued_at_idx" ON "units"("state", "urgent", "tenant_id", "queued_at");

-- CreateIndex
CREATE INDEX "resource_versions_at_idx" ON "resource_versions"("at");
