-- AlterTable
ALTER TABLE "A" ADD COLUMN "a" TEXT;
ALTER TABLE "A" ADD COLUMN "b" DATETIME;

-- CreateIndex
CREATE UNIQUE INDEX "A_n_id_key" ON "A"("n", "id");

-- RedefineIndex
DROP INDEX "A_n_idx";
CREATE INDEX "i" ON "A"("n");
