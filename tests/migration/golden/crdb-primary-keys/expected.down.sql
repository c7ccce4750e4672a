-- AlterSequence
ALTER SEQUENCE "prisma_sequence_C_id" MAXVALUE 9223372036854775807 START 1 CACHE 1;

-- DropForeignKey
ALTER TABLE "C" DROP CONSTRAINT "C_bId_fkey";

-- AlterTable
ALTER TABLE "C" DROP COLUMN "bId";
ALTER TABLE "C" ADD COLUMN     "bId" INT8 NOT NULL;

-- AlterPrimaryKey
ALTER TABLE "A" ALTER PRIMARY KEY USING COLUMNS ("id");

-- RedefineTables
CREATE TABLE "_prisma_new_B" (
    "id" INT8 NOT NULL,
    "n" INT4,

    CONSTRAINT "B_pkey" PRIMARY KEY ("id")
);
DROP INDEX "B_n_idx";
INSERT INTO "_prisma_new_B" ("id","n") SELECT "id","n" FROM "B";
DROP TABLE "B" CASCADE;
ALTER TABLE "_prisma_new_B" RENAME TO "B";
CREATE INDEX "B_n_idx" ON "B"("n");

-- AddForeignKey
ALTER TABLE "C" ADD CONSTRAINT "C_bId_fkey" FOREIGN KEY ("bId") REFERENCES "B"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
