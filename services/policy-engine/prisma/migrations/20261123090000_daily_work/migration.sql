-- Work on findings: who has it, by when, what is said of it, and what has to be put right.
ALTER TABLE "accounts" ADD COLUMN "name" TEXT;
ALTER TABLE "findings" ADD COLUMN "assignee" TEXT,
  ADD COLUMN "due_at" TIMESTAMPTZ(3),
  ADD COLUMN "due_set" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "comments" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "cause_key" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "cause_title" JSONB;

CREATE TABLE "finding_comments" (
  "tenant_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "finding_id" UUID NOT NULL,
  "account_id" UUID NOT NULL,
  "author" TEXT NOT NULL,
  "text" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "finding_comments_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "finding_comments_tenant_id_finding_id_at_idx" ON "finding_comments"("tenant_id", "finding_id", "at");

CREATE TABLE "bulk_changes" (
  "tenant_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "by" TEXT NOT NULL,
  "action" JSONB NOT NULL,
  "matched" INTEGER NOT NULL,
  "changed" INTEGER NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "undone_at" TIMESTAMPTZ(3),
  CONSTRAINT "bulk_changes_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "bulk_changes_at_idx" ON "bulk_changes"("at");

CREATE TABLE "bulk_change_rows" (
  "tenant_id" UUID NOT NULL,
  "change_id" UUID NOT NULL,
  "finding_id" UUID NOT NULL,
  "account_id" UUID NOT NULL,
  "version" INTEGER NOT NULL,
  "before" JSONB NOT NULL,
  CONSTRAINT "bulk_change_rows_pkey" PRIMARY KEY ("tenant_id", "change_id", "finding_id")
);

CREATE TABLE "views" (
  "tenant_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "owner" TEXT NOT NULL,
  "shared" BOOLEAN NOT NULL,
  "name" TEXT NOT NULL,
  "q" TEXT NOT NULL,
  "grouping" TEXT,
  "sort" TEXT NOT NULL,
  "columns" TEXT[],
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "views_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE UNIQUE INDEX "views_tenant_id_owner_name_key" ON "views"("tenant_id", "owner", "name");

CREATE TABLE "view_choices" (
  "tenant_id" UUID NOT NULL,
  "person" TEXT NOT NULL,
  "view_id" UUID NOT NULL,
  "pinned" BOOLEAN NOT NULL DEFAULT false,
  "is_default" BOOLEAN NOT NULL DEFAULT false,
  CONSTRAINT "view_choices_pkey" PRIMARY KEY ("tenant_id", "person", "view_id")
);

CREATE TABLE "finding_settings" (
  "tenant_id" UUID NOT NULL,
  "sla_days" JSONB NOT NULL,
  CONSTRAINT "finding_settings_pkey" PRIMARY KEY ("tenant_id")
);

CREATE TABLE "policy_settings" (
  "tenant_id" UUID NOT NULL,
  "policy_id" TEXT NOT NULL,
  "account_id" UUID NOT NULL,
  "enabled" BOOLEAN,
  "parameters" JSONB NOT NULL,
  "reason" TEXT,
  "by" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT "policy_settings_pkey" PRIMARY KEY ("tenant_id", "policy_id", "account_id")
);

CREATE TABLE "attestations" (
  "tenant_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "control_id" TEXT NOT NULL,
  "account_id" UUID NOT NULL,
  "verdict" TEXT NOT NULL,
  "note" TEXT NOT NULL,
  "evidence_url" TEXT,
  "by" TEXT NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL,
  "until" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  CONSTRAINT "attestations_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "attestations_tenant_id_control_id_at_idx" ON "attestations"("tenant_id", "control_id", "at");

CREATE TABLE "exports" (
  "tenant_id" UUID NOT NULL,
  "id" UUID NOT NULL,
  "owner" TEXT NOT NULL,
  "account_ids" UUID[],
  "input" JSONB NOT NULL,
  "state" TEXT NOT NULL,
  "rows" INTEGER NOT NULL DEFAULT 0,
  "total" INTEGER,
  "bytes" BIGINT,
  "file_name" TEXT NOT NULL,
  "object_key" TEXT,
  "failure" TEXT,
  "worker" UUID,
  "lease_until" TIMESTAMPTZ(3),
  "attempts" INTEGER NOT NULL DEFAULT 0,
  "created_at" TIMESTAMPTZ(3) NOT NULL,
  "ended_at" TIMESTAMPTZ(3),
  "expires_at" TIMESTAMPTZ(3),
  CONSTRAINT "exports_pkey" PRIMARY KEY ("tenant_id", "id")
);
CREATE INDEX "exports_tenant_id_owner_id_idx" ON "exports"("tenant_id", "owner", "id");
CREATE INDEX "exports_state_lease_until_idx" ON "exports"("state", "lease_until");
CREATE INDEX "exports_expires_at_idx" ON "exports"("expires_at");

SELECT "keep_tenants_apart"('finding_comments');
SELECT "keep_tenants_apart"('bulk_changes');
SELECT "keep_tenants_apart"('bulk_change_rows');
SELECT "keep_tenants_apart"('views');
SELECT "keep_tenants_apart"('view_choices');
SELECT "keep_tenants_apart"('finding_settings');
SELECT "keep_tenants_apart"('policy_settings');
SELECT "keep_tenants_apart"('attestations');
SELECT "keep_tenants_apart"('exports');

-- What belongs to no account, and what belongs to a person, is shown to members who are limited to accounts as well; the code shows each their own.
SELECT "limit_to_accounts"('finding_comments', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('bulk_change_rows', 'account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('policy_settings', 'account_id = ''00000000-0000-0000-0000-000000000000'' OR account_id = ANY ((SELECT my_accounts())::uuid[])');
SELECT "limit_to_accounts"('attestations', 'account_id = ''00000000-0000-0000-0000-000000000000'' OR account_id = ANY ((SELECT my_accounts())::uuid[])');
