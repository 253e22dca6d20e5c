-- Alert rules, mails and what they tell of, and the messages of the notification service.

-- CreateTable
CREATE TABLE "alert_rule" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "enabled" BOOLEAN NOT NULL,
    "min_severity" TEXT NOT NULL,
    "account_ids" UUID[],
    "services" TEXT[],
    "recipients" JSONB NOT NULL,
    "window_minutes" INTEGER NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "alert_rule_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "delivery" (
    "tenant_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "language" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'queued',
    "open" BOOLEAN NOT NULL DEFAULT true,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "failure" TEXT,
    "subject" TEXT NOT NULL DEFAULT '',
    "html" TEXT NOT NULL DEFAULT '',
    "text" TEXT NOT NULL DEFAULT '',
    "provider_message_id" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "delivery_pkey" PRIMARY KEY ("tenant_id","id")
);

-- CreateTable
CREATE TABLE "notice" (
    "tenant_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "change_id" UUID NOT NULL,
    "delivery_id" UUID NOT NULL,
    "scan_id" UUID,
    "reopened" BOOLEAN NOT NULL,
    "facts" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "notice_pkey" PRIMARY KEY ("tenant_id","recipient","change_id")
);

-- CreateTable
CREATE TABLE "judged_scan" (
    "tenant_id" UUID NOT NULL,
    "scan_id" UUID NOT NULL,
    "judged_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "judged_scan_pkey" PRIMARY KEY ("tenant_id","scan_id")
);

-- CreateTable
CREATE TABLE "account_name" (
    "tenant_id" UUID NOT NULL,
    "account_id" UUID NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "account_name_pkey" PRIMARY KEY ("tenant_id","account_id")
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
CREATE INDEX "judged_scan_judged_at_idx" ON "judged_scan"("judged_at");

-- CreateIndex
CREATE INDEX "delivery_tenant_id_id_idx" ON "delivery"("tenant_id", "id" DESC);

-- CreateIndex
CREATE INDEX "notice_tenant_id_delivery_id_idx" ON "notice"("tenant_id", "delivery_id");

-- CreateIndex
CREATE INDEX "notice_tenant_id_scan_id_idx" ON "notice"("tenant_id", "scan_id");

-- CreateIndex
CREATE INDEX "outbox_state_due_at_idx" ON "outbox"("state", "due_at");

-- CreateIndex
CREATE INDEX "inbox_handled_at_idx" ON "inbox"("handled_at");

-- AddForeignKey
ALTER TABLE "notice" ADD CONSTRAINT "notice_tenant_id_delivery_id_fkey" FOREIGN KEY ("tenant_id", "delivery_id") REFERENCES "delivery"("tenant_id", "id") ON DELETE CASCADE ON UPDATE CASCADE;

-- One open mail for each recipient: findings of a window join it. Prisma has no word for a partial index.
CREATE UNIQUE INDEX "delivery_open_key" ON "delivery"("tenant_id", "recipient") WHERE "open";
CREATE INDEX "delivery_due_idx" ON "delivery"("due_at") WHERE "state" IN ('queued', 'sending');
