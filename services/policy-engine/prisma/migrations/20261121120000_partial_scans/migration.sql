-- Scans for some severities or resources alone, scans that are resumed, what changed and by whom in the history, and what is stored.

-- AlterTable
ALTER TABLE "judged_places" DROP CONSTRAINT "judged_places_pkey",
ADD COLUMN     "lost_generation" INTEGER NOT NULL DEFAULT -1,
ADD COLUMN     "severity" SMALLINT NOT NULL DEFAULT 4,
ADD COLUMN     "snapshot_key" TEXT,
ADD CONSTRAINT "judged_places_pkey" PRIMARY KEY ("tenant_id", "account_id", "service", "region", "stage", "severity");

-- So far every scan was for the policies of all severities.
INSERT INTO "judged_places" ("tenant_id", "account_id", "service", "region", "stage", "severity", "generation", "judged_at")
SELECT "tenant_id", "account_id", "service", "region", "stage", other, "generation", "judged_at"
FROM "judged_places", generate_series(0, 3) AS other;

ALTER TABLE "judged_places" ALTER COLUMN "severity" DROP DEFAULT;

-- AlterTable
ALTER TABLE "judged_scans" ADD COLUMN     "judged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
ADD COLUMN     "units" INTEGER NOT NULL DEFAULT 0;

UPDATE "judged_scans" SET "units" = cardinality("unit_ids");

-- AlterTable
ALTER TABLE "judged_parts" ADD COLUMN     "judged_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP;

-- AlterTable
ALTER TABLE "finding_history" ADD COLUMN     "cause" JSONB,
ADD COLUMN     "changes" JSONB;

-- CreateTable
CREATE TABLE "judged_resources" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "service" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "stage" TEXT NOT NULL,
    "resource_hash" BYTEA NOT NULL,
    "generation" INTEGER NOT NULL,
    "resource_arn" TEXT NOT NULL,
    "policies" TEXT[],
    "gone" BOOLEAN NOT NULL,
    "snapshot_key" TEXT NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "judged_resources_pkey" PRIMARY KEY ("tenant_id","account_id","service","region","stage","resource_hash","generation")
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
CREATE INDEX "judged_resources_tenant_id_judged_at_idx" ON "judged_resources"("tenant_id", "judged_at");

-- CreateIndex
CREATE INDEX "judged_scans_tenant_id_judged_at_idx" ON "judged_scans"("tenant_id", "judged_at");

-- CreateIndex
CREATE INDEX "judged_parts_tenant_id_judged_at_idx" ON "judged_parts"("tenant_id", "judged_at");
