/** The table in which a service notes once a day what its tables hold. */

/** For a file prisma/migrations/<n>_storage/migration.sql. */
export const storageMigrationSql = `-- What the tables held on a day.
CREATE TABLE "storage_samples" (
    "name" TEXT NOT NULL,
    "day" DATE NOT NULL,
    "rows" BIGINT NOT NULL,
    "bytes" BIGINT NOT NULL,

    CONSTRAINT "storage_samples_pkey" PRIMARY KEY ("name","day")
);
`;

/** For schema.prisma; the migration above is what Prisma makes of it. */
export const storagePrismaModel = `/// What the tables held on a day.
model StorageSample {
  name  String
  day   DateTime @db.Date
  rows  BigInt
  bytes BigInt

  @@id([name, day])
  @@map("storage_samples")
}
`;
