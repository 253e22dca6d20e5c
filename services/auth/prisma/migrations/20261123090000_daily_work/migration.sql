-- How a member likes the dashboard.
ALTER TABLE "member" ADD COLUMN "time_zone" TEXT, ADD COLUMN "single_keys" BOOLEAN NOT NULL DEFAULT true;
