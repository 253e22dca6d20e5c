-- Digests, quiet hours, queries, and the owners of accounts.
ALTER TABLE "alert_rule" ADD COLUMN "q" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "to_owners" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "timing" JSONB NOT NULL DEFAULT '{"kind": "instant", "windowMinutes": 5}',
  ADD COLUMN "time_zone" TEXT NOT NULL DEFAULT 'UTC',
  ADD COLUMN "quiet_hours" JSONB;
UPDATE "alert_rule" SET "timing" = jsonb_build_object('kind', 'instant', 'windowMinutes', "window_minutes");
ALTER TABLE "alert_rule" DROP COLUMN "window_minutes";

ALTER TABLE "delivery" ADD COLUMN "kind" TEXT NOT NULL DEFAULT 'instant', ADD COLUMN "bundle" TEXT NOT NULL DEFAULT '';
DROP INDEX "delivery_open_key";
CREATE UNIQUE INDEX "delivery_open_key" ON "delivery"("tenant_id", "recipient", "bundle") WHERE "open";

ALTER TABLE "account_name" ADD COLUMN "owners" TEXT[] DEFAULT ARRAY[]::TEXT[];
