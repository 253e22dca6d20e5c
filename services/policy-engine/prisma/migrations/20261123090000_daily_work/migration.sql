-- Work on findings: who has it, by when, what is said of it, and what has to be put right.
ALTER TABLE "accounts" ADD COLUMN "name" TEXT, ADD COLUMN "name_key" TEXT, ADD COLUMN "named_at" TIMESTAMPTZ(3);
ALTER TABLE "findings" ADD COLUMN "assignee" TEXT,
  ADD COLUMN "due_at" TIMESTAMPTZ(3),
  ADD COLUMN "due_set" BOOLEAN NOT NULL DEFAULT false,
  ADD COLUMN "comments" INTEGER NOT NULL DEFAULT 0,
  ADD COLUMN "cause_key" TEXT NOT NULL DEFAULT '',
  ADD COLUMN "cause_title" JSONB,
  ADD COLUMN "resource_key" BIGINT GENERATED ALWAYS AS (hashtextextended("resource_arn", 0)) STORED;

-- What was found so far has a cause as well, told as judging/cause.ts tells it, and is due by the days that everybody begins with.
ALTER TABLE "findings" NO FORCE ROW LEVEL SECURITY;
UPDATE "findings" f SET
  "cause_key" = CASE WHEN char_length(c."key") <= 400 THEN c."key"
    ELSE left(c."key", 300) || '~' || left(encode(sha256(convert_to(c."key", 'UTF8')), 'hex'), 32) END,
  "cause_title" = CASE WHEN c."part" IS NULL THEN f."title" ELSE jsonb_build_object('en', c."called", 'pt', c."called") END,
  "due_at" = CASE WHEN f."status" <> 'resolved' THEN f."open_since" + ('[null, 180, 90, 30, 7]'::jsonb ->> f."severity"::int)::int * interval '24 hours' END
FROM (
  SELECT "tenant_id", "id", "part", lower("resource_arn" || '#' || coalesce("part", "policy_id")) AS "key",
    coalesce("resource_name", substring(rtrim("resource_arn", ':/') FROM '[^:/]+$'), "resource_arn") || ': '
      || lower(regexp_replace("part", '([a-z0-9])([A-Z])', '\1 \2', 'g')) AS "called"
  FROM (
    SELECT "tenant_id", "id", "resource_arn", "resource_name", "policy_id", substring((
      SELECT e.value ->> 'path' FROM jsonb_array_elements("conditions") WITH ORDINALITY AS e(value, n)
      WHERE NOT (e.value ->> 'holds')::boolean ORDER BY e.n LIMIT 1) FROM '^[^./[]+') AS "part"
    FROM "findings") AS p) AS c
WHERE f."tenant_id" = c."tenant_id" AND f."id" = c."id";
ALTER TABLE "findings" FORCE ROW LEVEL SECURITY;

-- Lists of a hundred thousand findings: a page is found, and what comes before it left out, in an index alone. The account is in each of
-- them because the database asks for it of every row: a member may be limited to some.
DROP INDEX "findings_tenant_id_severity_id_idx", "findings_tenant_id_opened_at_id_idx", "findings_tenant_id_changed_at_id_idx",
  "findings_tenant_id_status_severity_id_idx", "findings_tenant_id_status_opened_at_id_idx", "findings_tenant_id_status_changed_at_id_idx";
CREATE INDEX "findings_tenant_id_severity_id_idx" ON "findings"("tenant_id", "severity", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_opened_at_id_idx" ON "findings"("tenant_id", "opened_at", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_changed_at_id_idx" ON "findings"("tenant_id", "changed_at", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_status_severity_id_idx" ON "findings"("tenant_id", "status", "severity", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_status_opened_at_id_idx" ON "findings"("tenant_id", "status", "opened_at", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_status_changed_at_id_idx" ON "findings"("tenant_id", "status", "changed_at", "id") INCLUDE ("account_id");
CREATE INDEX "findings_tenant_id_due_id_idx" ON "findings"("tenant_id", (CASE WHEN "due_at" IS NULL THEN 'infinity'::timestamptz ELSE "due_at" END), "id")
  INCLUDE ("due_at", "account_id", "status");
CREATE INDEX "findings_tenant_id_assignee_idx" ON "findings"("tenant_id", "assignee", "severity", "id") INCLUDE ("status", "account_id")
  WHERE "assignee" IS NOT NULL;
DROP INDEX "findings_tenant_id_resolved_at_idx";
CREATE INDEX "findings_tenant_id_resolved_at_idx" ON "findings"("tenant_id", "resolved_at")
  INCLUDE ("resolution", "severity", "open_since", "account_id");
-- What findings are counted, gathered and filtered by. Without INCLUDE, equal entries are stored once.
DROP INDEX "findings_tenant_id_policy_id_status_idx";
CREATE INDEX "findings_tenant_id_policy_id_idx" ON "findings"
  ("tenant_id", "policy_id", "discriminator", "severity", "status", "account_id", "open_since");
CREATE INDEX "findings_tenant_id_account_id_region_idx" ON "findings"
  ("tenant_id", "account_id", "region", "service", "severity", "status", "open_since");
CREATE INDEX "findings_tenant_id_cause_key_idx" ON "findings"
  ("tenant_id", "cause_key", "status", "severity", "account_id", "open_since");
CREATE INDEX "findings_tenant_id_resource_key_idx" ON "findings"("tenant_id", "resource_key")
  INCLUDE ("status", "severity", "account_id", "open_since", "opened_at", "due_at", "aws_account_id", "service", "region", "policy_id", "assignee");

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
