/** The tables that every service which publishes or consumes has in its own schema. */

/** For a file prisma/migrations/<n>_messaging/migration.sql. */
export const messagingMigrationSql = `-- Messages written in the transaction of the change that they tell about.
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
CREATE INDEX "outbox_state_due_at_idx" ON "outbox"("state", "due_at");

-- Messages that were handled, so that a second delivery changes nothing.
CREATE TABLE "inbox" (
    "consumer" TEXT NOT NULL,
    "message_id" UUID NOT NULL,
    "handled_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("consumer", "message_id")
);
CREATE INDEX "inbox_handled_at_idx" ON "inbox"("handled_at");
`;

/** For schema.prisma; the migration above is what Prisma makes of it. */
export const messagingPrismaModels = `/// Messages written in the transaction of the change that they tell about.
model Outbox {
  id          String   @id @db.Uuid
  tenantId    String   @map("tenant_id") @db.Uuid
  type        String
  version     Int
  occurredAt  DateTime @map("occurred_at") @db.Timestamptz(3)
  traceparent String
  generation  Int?
  data        Json
  state       String   @default("pending")
  dueAt       DateTime @default(now()) @map("due_at") @db.Timestamptz(3)
  claimedBy   String?  @map("claimed_by") @db.Uuid
  failures    Int      @default(0)
  pending     Json?
  dead        Json     @default("[]")

  @@index([state, dueAt])
  @@map("outbox")
}

/// Messages that were handled, so that a second delivery changes nothing.
model Inbox {
  consumer  String
  messageId String   @map("message_id") @db.Uuid
  handledAt DateTime @default(now()) @map("handled_at") @db.Timestamptz(3)

  @@id([consumer, messageId])
  @@index([handledAt])
  @@map("inbox")
}
`;
