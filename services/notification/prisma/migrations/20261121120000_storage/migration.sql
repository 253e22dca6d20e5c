-- What the tables held on a day.
CREATE TABLE "storage_samples" (
    "name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_samples_pkey" PRIMARY KEY ("name","day")
);

-- For retention.
CREATE INDEX "delivery_created_at_idx" ON "delivery"("created_at");
